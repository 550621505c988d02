import { type Api, ApiError } from '../api.ts';
import { type Outcome, type Poller, startPolling } from '../poller.ts';
import { offerComputedTraits } from './computed-offer.ts';
import { tileList, tilesOf } from './computed-tiles.ts';
import { type ComputedTraits, computedTraits } from './computed-traits.ts';
import { noteMerge } from './merge-note.ts';
import type { Profile, RecentEvent, Visitor } from './profile.ts';
import { createProfileCard } from './profile-card.ts';

const EVERY_MS = 1_000;
/** Turns after which the computed traits are listed again: others create some too. */
const LIST_EVERY = 15;

/** Keeps the profile card on whoever is the visitor now. */
export function watchProfile(options: {
  api: Api;
  visitor(): { readonly anonymousId: string; readonly hasSpoken: boolean };
  outcome: Outcome;
}): Poller {
  const { api, visitor, outcome } = options;
  const traits = computedTraits(api);
  const panel = createPanel(traits);
  let turn = 0;

  async function ask(): Promise<void> {
    if (turn % LIST_EVERY === 0) {
      await traits.load();
      offerComputedTraits(traits, poller.soon);
    }
    turn += 1;
    const { anonymousId, hasSpoken } = visitor();
    const shown = panel.shown();
    // The shop opens with a page call: until that is through, the card is loading.
    if (!hasSpoken && !shown) return;
    const now = hasSpoken
      ? await readVisitor(api, { anonymousId, shown })
      : { anonymousId, events: [] };
    // The visitor may have logged out while the answer was under way.
    if (anonymousId === visitor().anonymousId) panel.show(now);
  }

  const poller = startPolling({ every: EVERY_MS, ask, outcome });
  return poller;
}

/** The card with its tiles and the note of a merge. It marks what is new since what it has shown. */
function createPanel(traits: ComputedTraits) {
  const card = createProfileCard();
  const tiles = tileList();
  let shown: Visitor | undefined;
  return {
    shown: () => shown,
    show(now: Visitor): void {
      const quiet = shown === undefined;
      card.show(now, { quiet });
      tiles.show(tilesOf(now, traits.all()), { quiet });
      noteMerge(shown, now);
      shown = now;
    },
  };
}

/** Events change only with the profile, so they are read only when it has changed. */
async function readVisitor(
  api: Api,
  { anonymousId, shown }: { anonymousId: string; shown: Visitor | undefined },
): Promise<Visitor> {
  const path = `/v1/profiles/anonymousId:${encodeURIComponent(anonymousId)}`;
  const profile = await api.get<Profile>(`${path}?include=details`).catch(undefinedIfUnknown);
  if (!profile) return { anonymousId, events: [] };
  const isSame = JSON.stringify(shown?.profile) === JSON.stringify(profile);
  if (isSame && shown?.anonymousId === anonymousId) return shown;
  const { events } = await api.get<{ events: RecentEvent[] }>(`${path}/events`);
  return { anonymousId, profile, events };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 'profile_not_found') return undefined;
  throw error;
}
