import { describe, expect, it } from 'vitest';
import type { Scope } from '../../shared/govern/scopes.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import type { MetricStore } from '../../shared/stores/metric-store.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { MemoryConfig } from '../../test/builders/memory-config.ts';
import { status } from './status.ts';

const NOW = Date.parse('2026-06-15T12:34:56.000Z');

function aStatusCall(options: { scope?: Scope; query?: Record<string, string> } = {}) {
  const tokens = new MemoryConfig();
  const token = tokens.addToken([options.scope ?? 'admin:read']);
  const ranges: { since: number; until: number }[] = [];
  const metrics: MetricStore = {
    async sums(names, range) {
      ranges.push(range);
      const sums: Record<string, number> = { ProfilesCreated: 10, ProfilesMerged: 3 };
      return Object.fromEntries(names.map((name) => [name, sums[name] ?? 1])) as never;
    },
  };
  const handler = apiHandler(status({ tokens, metrics, clock: { now: () => NOW } }), silentLogger);
  const call = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const result = await handler(anApiEvent({ headers, query: options.query }));
    return { status: result.statusCode, body: JSON.parse(result.body ?? '') };
  };
  return { call, ranges };
}

describe('status', () => {
  it('counts messages and profiles over all that is kept', async () => {
    const { call, ranges } = aStatusCall();
    expect(await call()).toEqual({
      status: 200,
      body: {
        messages: {
          accepted: 1,
          archived: 1,
          applied: 1,
          duplicate: 1,
          quarantined: 1,
          unattributed: 1,
          unstorable: 1,
        },
        profiles: { created: 10, merged: 3, current: 7 },
        identifiersRefused: 1,
        since: '2025-03-18T00:00:00.000Z',
        asOf: '2026-06-15T12:34:56.000Z',
      },
    });
    expect(ranges).toEqual([{ since: Date.parse('2025-03-18'), until: NOW }]);
  });

  it('starts on the day asked for, but not before what is kept', async () => {
    const since = async (query: Record<string, string>) =>
      (await aStatusCall({ query }).call()).body.since;
    expect(await since({ since: '2026-06-01' })).toBe('2026-06-01T00:00:00.000Z');
    expect(await since({ since: '2020-01-01' })).toBe('2025-03-18T00:00:00.000Z');
  });

  it.each(['yesterday', '2026-13-01', '2026-06-16', '2026-6-1', ''])(
    'refuses to start at %j',
    async (since) => {
      expect(await aStatusCall({ query: { since } }).call()).toMatchObject({
        status: 400,
        body: { code: 'invalid_query' },
      });
    },
  );

  it('needs admin:read', async () => {
    expect((await aStatusCall({ scope: 'profiles:read' }).call()).status).toBe(403);
  });
});
