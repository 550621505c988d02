import type { Profile, RecentEvent, Visitor } from './profile.ts';

/** How far a visitor has come. */
export type Stage = 'seen' | 'known' | 'customer';

/** What a visitor is called. */
export function titleOf({ profile }: Visitor): string {
  if (!profile) return 'Nobody yet';
  const name = profile.traits.name?.value;
  if (typeof name === 'string' && name !== '') return name;
  return identifierOf(profile, 'email') ?? identifierOf(profile, 'userId') ?? 'A stranger';
}

/** The stages a visitor has reached, each by its own evidence. */
export function stagesOf({ profile, events }: Visitor): readonly Stage[] {
  if (!profile) return [];
  return [
    'seen',
    ...(identifierOf(profile, 'userId') === undefined ? [] : (['known'] as const)),
    ...(hasOrdered(profile, events) ? (['customer'] as const) : []),
  ];
}

function hasOrdered(profile: Profile, events: readonly RecentEvent[]): boolean {
  const count = profile.traits.order_count;
  const isCounted = count?.source === 'computed' && Number(count.value) > 0;
  return isCounted || events.some(({ event }) => event === 'Order Completed');
}

function identifierOf(profile: Profile, type: string): string | undefined {
  return profile.identifiers.find((identifier) => identifier.type === type)?.value;
}
