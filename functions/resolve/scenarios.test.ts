import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_IDENTITY_RULES } from '../../shared/resolve/identity-rules.ts';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { aResolver } from '../../test/builders/resolver.ts';
import { resolve } from './resolve.ts';

const Scenario = z.object({
  name: z.string(),
  limits: z.record(z.string(), z.number()),
  events: z.array(z.object({ messageId: z.string(), ids: z.record(z.string(), z.string()) })),
  expectedProfilesGreedy: z.array(z.array(z.string())),
});
type Scenario = z.infer<typeof Scenario>;

const file = new URL('../../test/fixtures/identity/scenarios.json', import.meta.url);
const { scenarios } = z
  .object({ scenarios: z.array(Scenario) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

/** Types an operator will define; they land with identity rules as configuration. */
const usesOtherTypes = (scenario: Scenario) =>
  scenario.events.some(({ ids }) => 'ga_client_id' in ids);
const ours = scenarios.filter((scenario) => !usesOtherTypes(scenario));

function envelopesOf(scenario: Scenario) {
  return scenario.events.map(({ messageId, ids }) => {
    const { user_id: userId, anonymous_id: anonymousId, email } = ids;
    const message = { userId, anonymousId, traits: { email } };
    const partition = anonymousId ?? userId ?? email ?? '';
    return anEnvelope({ messageId, type: 'identify', trust: 'trusted', partition }, message);
  });
}

function resolverFor(scenario: Scenario) {
  const limitOf = (type: string) => scenario.limits[type] ?? 1_000;
  const limits = {
    userId: limitOf('user_id'),
    email: limitOf('email'),
    phone: 5,
    anonymousId: limitOf('anonymous_id'),
  };
  return aResolver({ identityRules: { ...DEFAULT_IDENTITY_RULES, limits } });
}

function peopleOf({ store }: ReturnType<typeof aResolver>) {
  const snake = (key: string) =>
    key.replace('userId:', 'user_id:').replace('anonymousId:', 'anonymous_id:');
  const people = store.roots().map(({ identifiers }) => [...identifiers.keys()].map(snake).sort());
  return people.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

function expectedOf(scenario: Scenario) {
  const sorted = scenario.expectedProfilesGreedy.map((person) => person.toSorted());
  return sorted.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

describe('identity scenarios of the field', () => {
  it('are all run but those with identifier types of the operator’s own', () => {
    const left = scenarios.filter(usesOtherTypes).map(({ name }) => name);
    expect(left).toEqual(['ga-client-id-survives-reset', 'merge-loop']);
  });

  it.each(ours)('$name: one message an invocation', async (scenario) => {
    const resolver = resolverFor(scenario);
    await resolver.take(...envelopesOf(scenario));
    expect(peopleOf(resolver)).toEqual(expectedOf(scenario));
  });

  it.each(ours)('$name: all messages in one invocation', async (scenario) => {
    const resolver = resolverFor(scenario);
    const records = envelopesOf(scenario).map((envelope) => resolver.record(envelope));
    expect(await resolve(records, resolver.dependencies)).toEqual([]);
    expect(peopleOf(resolver)).toEqual(expectedOf(scenario));
  });
});
