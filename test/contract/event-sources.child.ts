import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEventSources } from '../../local/event-sources/event-sources.ts';
import { kinesisSource } from '../../local/event-sources/kinesis-source.ts';
import { createKinesisService } from '../../local/kinesis/kinesis-service.ts';
import { createS3Service } from '../../local/s3/s3-service.ts';
import { createSqsService } from '../../local/sqs/sqs-service.ts';
import { openWorkplace } from './event-sources.cloud.ts';
import { type SeenRecord, STREAM, STREAM_ARN, textOf } from './event-sources.workbench.ts';

// Writes to the folder given as argument for ever, and says after each round what is acknowledged: its parent kills it.

const [, , directory = ''] = process.argv;
const workplace = openWorkplace(directory);
const clock = { now: () => Date.now() };
const resource = (physicalName: string, properties = {}) => ({
  stack: 'data',
  logicalId: physicalName,
  type: 'any',
  physicalName,
  properties,
});
const kinesis = createKinesisService({ ...workplace, clock });
kinesis.provision(resource(STREAM));
const s3 = createS3Service({ ...workplace, clock, directory: join(directory, 's3') });
s3.provision(resource('lake'));
const sqs = createSqsService({ ...workplace, clock });
sqs.provision(resource('work'));
createEventSources({
  database: workplace.database,
  clock,
  sqs,
  s3,
  mappings: [
    resource('mapping', {
      FunctionName: 'consumer',
      EventSourceArn: STREAM_ARN,
      StartingPosition: 'TRIM_HORIZON',
    }),
  ],
  functions: {
    find: () => ({ arn: 'arn:consumer', roleArn: 'arn:role' }),
    async invoke(_name, event) {
      const { Records } = JSON.parse(event) as { Records: SeenRecord[] };
      for (const record of Records) {
        appendFileSync(join(directory, 'handled.log'), `${textOf(record)}\n`);
      }
      return { requestId: 'r', payload: 'null' };
    },
  },
  openStream: (arn, invokeIdentityArn) =>
    kinesisSource({ store: kinesis.store, arn, invokeIdentityArn }),
  onDefect: (error) => console.error(error),
}).start();

const stream = kinesis.store.stream(STREAM);
const [shard] = kinesis.store.shards.of(STREAM);
if (!stream || !shard) throw new Error('the stream is missing');
const queue = sqs.queue('arn:aws:sqs:us-east-1:000000000000:work');
for (let round = 0; ; round += 1) {
  const text = String(round);
  kinesis.store.append(stream, [{ shard, partitionKey: 'p', data: Buffer.from(text) }]);
  s3.store.put({ bucket: 'lake', key: `raw/${text}`, body: Buffer.from(text.repeat(50)) });
  sqs.store.send(queue, { body: text });
  process.stdout.write(`${text}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
