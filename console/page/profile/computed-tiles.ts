import type { ComputedTraitInput } from '../../../shared/profile/computed-trait-definition.ts';
import { copyTemplate, element } from '../elements.ts';
import { type KeyedList, keyedList } from '../keyed-list.ts';
import { describeComputedTrait } from './computed-traits.ts';
import type { Visitor } from './profile.ts';

/** One computed trait as a number to look at. */
export interface Tile {
  readonly key: string;
  /** What it is; empty where it has been deleted and only the profile still holds it. */
  readonly about: string;
  readonly value: string;
}

const NOT_YET = '–';

/** The list of tiles on the card. */
export function tileList(): KeyedList<Tile> {
  return keyedList(element('computed', HTMLElement), {
    key: ({ key }) => key,
    create({ key, about, value }) {
      const { root, part } = copyTemplate('tile-template');
      root.toggleAttribute('data-empty', value === NOT_YET);
      part('value').textContent = value;
      part('name').textContent = key;
      part('about').textContent = about;
      return root;
    },
  });
}

/** The tiles of a visitor: every computed trait there is, and whatever else the profile holds of the kind. */
export function tilesOf({ profile }: Visitor, defined: readonly ComputedTraitInput[]): Tile[] {
  const values = new Map(
    Object.entries(profile?.traits ?? {}).flatMap(([key, { source, value }]) =>
      source === 'computed' ? [[key, formatNumber(value)] as const] : [],
    ),
  );
  const about = new Map(defined.map((trait) => [trait.key, describeComputedTrait(trait)]));
  return [...new Set([...about.keys(), ...values.keys()])].map((key) => ({
    key,
    about: about.get(key) ?? '',
    value: values.get(key) ?? NOT_YET,
  }));
}

function formatNumber(value: unknown): string {
  return Number(value).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
