import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { prepareAssembly, ROOT } from '../../local/assembly.ts';
import type { Credentials } from '../../local/credentials.ts';
import { loadAssembly } from '../../local/template/assembly.ts';
import { allModels } from '../../local/template/models.ts';
import { resolveAssembly } from '../../local/template/resolve-assembly.ts';
import { PINNED_PLAN, planSample } from '../../samples/cdnow-plan.ts';
import { parsePurchaseLog } from '../../samples/purchase-log.ts';
import type { SampleMessage } from '../../samples/sample-message.ts';
import { type CloudContents, readContents } from './cloud-contents.ts';

const LOG = path.join(ROOT, 'samples', 'cdnow', 'cdnow_sample_transactions.csv');
const ARCHIVED_WITHIN_MS = 30_000;

/** The sample as the loader sends it; dates apart, which change no outcome. */
export const plan = planSample(parsePurchaseLog(readFileSync(LOG, 'utf8')), {
  ...PINNED_PLAN,
  shiftDays: 0,
});
const sent = [...plan.introductions, ...plan.purchases].flat();
const distinct = new Map(sent.map((message) => [message.messageId, message]));
const resends = sent.length - distinct.size;

/** A run of the loader. */
export interface Load {
  /** What it has printed so far. */
  readonly output: string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs the loader as `npm start` does, as a process that knows the public endpoint and nothing else. */
export function loadSample({ url, secretWriteKey, adminToken }: Credentials): Load {
  const flags = ['--url', url, '--write-key', secretWriteKey, '--admin-token', adminToken];
  const child = spawn(process.execPath, ['samples/load-cdnow.ts', ...flags], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    ended,
    get output() {
      return output;
    },
  };
}

/** What the stores hold once the lake has every message; archive may take a second longer than profiles. */
export async function archivedContents({ url }: Credentials): Promise<CloudContents> {
  const assembly = loadAssembly(await prepareAssembly());
  const place = { account: '000000000000', region: 'us-east-1', url };
  const { outputs } = resolveAssembly(assembly, allModels(), place);
  const deadline = Date.now() + ARCHIVED_WITHIN_MS;
  for (;;) {
    const contents = await readContents(url, outputs);
    const archived = new Set(contents.raw.map(({ messageId }) => messageId)).size;
    if (archived >= distinct.size || Date.now() > deadline) return contents;
    await pause(500);
  }
}

/** Asserts everything that must be true after a load, however often it was cut short or repeated. */
export function expectSampleLoaded(contents: CloudContents): void {
  expectProfiles(contents);
  expectLake(contents);
  expectDecisions(contents);
}

/** Asserts that each message was applied once and each resend recognised. Only true of one undisturbed load. */
export function expectOneLoad({ decisions }: CloudContents): void {
  const outcomes = Map.groupBy(decisions, ({ outcome }) => outcome);
  expect(outcomes.get('applied')).toHaveLength(distinct.size);
  // a client whose request takes longer than its patience of 10 s sends once more than planned
  expect(outcomes.get('duplicate')?.length).toBeGreaterThanOrEqual(resends);
  expect([...outcomes.keys()].sort()).toEqual(['applied', 'duplicate']);
}

function expectProfiles({ profiles, mergeRecords }: CloudContents): void {
  const roots = profiles.filter(({ parent }) => parent === undefined);
  const merges = plan.customers.filter((customer) => customer.merges).length;
  expect(roots).toHaveLength(2_357);
  expect([profiles.length - roots.length, mergeRecords]).toEqual([merges, merges]);
  expect(roots.reduce((sum, { orders }) => sum + orders, 0)).toBe(6_919);
  expect(roots.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(24_409_194);
  const found = roots.map(({ identifiers, orders, revenue }) => ({
    identifiers: [...identifiers].sort(),
    orders,
    revenue,
  }));
  const expected = plan.customers.map(({ userId, deviceId, orders, revenue }) => ({
    identifiers: [
      ...(deviceId ? [`anonymousId:${deviceId}`] : []),
      `email:customer-${userId.split('-')[1]}@example.com`,
      `userId:${userId}`,
    ],
    orders,
    revenue,
  }));
  expect(byUserId(found)).toEqual(byUserId(expected));
}

function expectLake({ raw, quarantined }: CloudContents): void {
  const kept = new Map(raw.map((line) => [`${line.source} ${line.messageId}`, line]));
  expect(new Set([...kept.values()].map(({ messageId }) => messageId))).toEqual(
    new Set(distinct.keys()),
  );
  expect(kept.size).toBe(distinct.size);
  const different = [...kept.values()].filter(({ messageId, message }) => {
    const { type, userId } = JSON.parse(message);
    const original = distinct.get(messageId);
    return type !== original?.type || userId !== original?.userId;
  });
  expect(different).toEqual([]);
  expect(quarantined).toBe(0);
}

function expectDecisions({ decisions, profiles }: CloudContents): void {
  const parents = new Map(profiles.map(({ profileId, parent }) => [profileId, parent]));
  const rootOf = (profileId = ''): string => {
    const parent = parents.get(profileId);
    return parent === undefined ? profileId : rootOf(parent);
  };
  const owners = new Map(
    profiles.flatMap(({ profileId, identifiers, parent }) =>
      parent === undefined ? identifiers.map((identifier) => [identifier, profileId]) : [],
    ),
  );
  const wrong = decisions.filter(({ messageId, profileId }) => {
    const message = distinct.get(messageId);
    return !message || rootOf(profileId) !== owners.get(senderOf(message));
  });
  expect(wrong).toEqual([]);
  expect(new Set(decisions.map(({ messageId }) => messageId)).size).toBe(distinct.size);
}

function senderOf({ userId, anonymousId }: SampleMessage): string {
  return userId === undefined ? `anonymousId:${anonymousId}` : `userId:${userId}`;
}

function byUserId<T extends { readonly identifiers: readonly string[] }>(
  profiles: readonly T[],
): readonly T[] {
  const key = ({ identifiers }: T) => identifiers.at(-1) ?? '';
  return [...profiles].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
