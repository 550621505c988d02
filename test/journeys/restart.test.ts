import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, startLaptop } from './laptop.ts';
import { archivedContents, expectSampleLoaded, loadSample } from './sample-journey.ts';

let laptop: Laptop;

beforeAll(async () => {
  laptop = await startLaptop();
});

afterAll(() => laptop?.remove());

/** The machine may be busy with other tests. */
const TIMEOUT_MS = 240_000;

describe('kill -9 in the middle of a load', () => {
  it(
    'changes nothing of the outcome',
    async () => {
      const load = loadSample(laptop.credentials);
      // the loader prints a line for each quarter
      while (!load.output.includes(' of 11,760 messages')) await pause(20);
      await pause(500);
      expect(load.output).not.toContain('11,760 of 11,760');
      await laptop.kill();
      await laptop.restart();
      expect(await load.ended, load.output).toBe(0);
      expectSampleLoaded(await archivedContents(laptop.credentials));
    },
    TIMEOUT_MS,
  );
});
