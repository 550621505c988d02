import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, startLaptop } from './laptop.ts';
import {
  archivedContents,
  expectOneLoad,
  expectSampleLoaded,
  type Load,
  loadSample,
} from './sample-journey.ts';

/** The machine may be busy with other tests. */
const TIMEOUT_MS = 240_000;

let laptop: Laptop;
let load: Load;

beforeAll(async () => {
  laptop = await startLaptop();
  load = loadSample(laptop.credentials);
  expect(await load.ended, load.output).toBe(0);
}, TIMEOUT_MS);

afterAll(() => laptop?.remove());

describe('the purchase log, sent by the unmodified client', () => {
  it('becomes 2,357 people with 6,919 orders worth 244,091.94, every message in the lake', async () => {
    const contents = await archivedContents(laptop.credentials);
    expectSampleLoaded(contents);
    expectOneLoad(contents);
  });

  it('is summed up by the loader', () => {
    expect(load.output).toContain('✓ 2,357 profiles add up to 6,919 orders and 244,091.94 USD');
  });

  it(
    'changes nothing when it is sent once more',
    async () => {
      const again = loadSample(laptop.credentials);
      expect(await again.ended, again.output).toBe(0);
      expectSampleLoaded(await archivedContents(laptop.credentials));
    },
    TIMEOUT_MS,
  );
});
