import type { Command } from '../command.ts';
import { alignColumns } from '../text-table.ts';

/** What the API answers, as far as it is shown. */
interface Profile {
  readonly profileId: string;
  readonly identifiers: readonly { type: string; value: string; verified?: boolean }[];
  readonly traits: Readonly<Record<string, unknown>>;
  readonly audiences: readonly string[];
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

interface RecentEvent {
  readonly type: string;
  readonly event: string | null;
  readonly timestamp: string;
}

/** Shows one person. */
export const profileGet: Command = {
  name: 'profile get',
  positionals: '<type>:<value>',
  summary: 'Show one person by an identifier or a profileId',
  options: {
    details: { help: 'say when and by which source each trait was set' },
    events: { help: 'show the recent events too' },
  },
  examples: [
    'profile get email:ada@example.com --details',
    'profile get userId:ada --events --json',
    'profile get profileId:01J0000000000000000000000A',
  ],
  async run({ args, api, print }) {
    const path = `/v1/profiles/${encodeURIComponent(args.single('identifier such as userId:ada'))}`;
    const query = args.has('details') ? '?include=details' : '';
    // The API's own shapes (docs/api.md).
    const profile = (await api.call({ path: `${path}${query}` })) as Profile;
    const recent = args.has('events')
      ? ((await api.call({ path: `${path}/events` })) as { events: RecentEvent[] })
      : undefined;
    if (args.has('json')) return print(JSON.stringify({ ...profile, ...recent }));
    for (const line of profileCard(profile, { details: args.has('details') })) print(line);
    for (const line of recent ? eventLines(recent.events) : []) print(line);
  },
};

function profileCard(profile: Profile, options: { details: boolean }): string[] {
  return [
    `profile ${profile.profileId}`,
    `seen from ${profile.firstSeen} to ${profile.lastSeen}`,
    ...section(
      'identifiers',
      profile.identifiers.map(({ type, value, verified }) => [
        type,
        value,
        verified === false ? 'unverified' : '',
      ]),
    ),
    ...section(
      'traits',
      Object.entries(profile.traits).map(([name, trait]) => traitRow(name, trait, options)),
    ),
    ...section(
      'audiences',
      profile.audiences.map((key) => [key]),
    ),
  ];
}

function traitRow(name: string, trait: unknown, { details }: { details: boolean }): string[] {
  if (!details) return [name, JSON.stringify(trait)];
  const { value, timestamp, source } = trait as {
    value: unknown;
    timestamp: string;
    source: string;
  };
  return [name, JSON.stringify(value), timestamp, source];
}

function eventLines(events: readonly RecentEvent[]): string[] {
  return section(
    'recent events',
    events.map(({ type, event, timestamp }) => [timestamp, type, event ?? '']),
  );
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return ['', title, ...alignColumns(rows).map((line) => `  ${line}`)];
}
