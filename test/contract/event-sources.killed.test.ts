import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createKinesisService } from '../../local/kinesis/kinesis-service.ts';
import { createS3Service } from '../../local/s3/s3-service.ts';
import { createSqsService } from '../../local/sqs/sqs-service.ts';
import { openWorkplace } from './event-sources.cloud.ts';
import { STREAM } from './event-sources.workbench.ts';

const CHILD = join(import.meta.dirname, 'event-sources.child.ts');

/** Runs the child until it has acknowledged `rounds` rounds, kills it without warning, and returns the last it said. */
async function killAfter(rounds: number, directory: string): Promise<number> {
  const child = spawn(process.execPath, [CHILD, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = -1;
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === rounds) child.kill('SIGKILL');
  }
  await exited;
  return last;
}

function linesOf(directory: string): number[] {
  return readFileSync(join(directory, 'handled.log'), 'utf8').trim().split('\n').map(Number);
}

it('loses nothing that was acknowledged when it is killed, and the consumer skips nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-killed-'));
  const first = await killAfter(150, directory);
  const handledBefore = linesOf(directory).length;
  const second = await killAfter(60, directory);
  const workplace = openWorkplace(directory);
  const clock = { now: () => Date.now() };
  const kinesis = createKinesisService({ ...workplace, clock });
  const s3 = createS3Service({ ...workplace, clock, directory: join(directory, 's3') });
  const sqs = createSqsService({ ...workplace, clock });

  const [shard] = kinesis.store.shards.of(STREAM);
  if (!shard) throw new Error('the stream is missing');
  const everything = { from: 0, limit: 1_000_000, maxBytes: 1e9 };
  const texts = kinesis.store
    .read(shard, everything)
    .map(({ data }) => Number(Buffer.from(data).toString()));
  // both runs number their rounds from 0; a run may have stored one round more than it could say
  const secondRun = texts.indexOf(0, 1);
  expect(texts.slice(0, first + 1)).toEqual(Array.from({ length: first + 1 }, (_, i) => i));
  expect(secondRun).toBeGreaterThan(first);
  expect(texts.length - secondRun).toBeGreaterThan(second);
  for (let round = 0; round <= first; round += 1) {
    expect(s3.store.read('lake', `raw/${round}`).toString()).toBe(String(round).repeat(50));
  }
  sqs.provision({
    stack: 'data',
    logicalId: 'work',
    type: 'any',
    physicalName: 'work',
    properties: {},
  });
  const queue = sqs.queue('arn:aws:sqs:us-east-1:000000000000:work');
  expect(sqs.store.counts(queue).visible).toBeGreaterThanOrEqual(first + second + 2);

  const handled = linesOf(directory);
  const contiguous = handled.every((text, index) => {
    const previous = handled[index - 1] ?? -1;
    return text === previous + 1 || text <= previous;
  });
  expect(contiguous).toBe(true);
  // what the second run never wrote must have come from the first, before or after the kill
  const wanted = Array.from({ length: first + 1 }, (_, round) => round);
  expect(wanted.filter((round) => !handled.includes(round))).toEqual([]);
  expect(handled.length).toBeGreaterThan(handledBefore);
  workplace.database.close();
  rmSync(directory, { recursive: true, force: true });
});
