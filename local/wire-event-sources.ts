import { dynamoDbStreamSource } from './dynamodb-stream-source.ts';
import { createEventSources, type EventSources } from './event-sources/event-sources.ts';
import { kinesisSource } from './event-sources/kinesis-source.ts';
import type { StreamSource } from './event-sources/stream-source.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { Resource } from './resource-model.ts';
import type { ServiceOptions } from './service-options.ts';
import type { StandIns } from './stand-ins.ts';
import { StartError } from './start-error.ts';

/** Connects streams and queues to functions as the template says. Throws `StartError` for a mapping that cannot be run. */
export function wireEventSources(
  resources: readonly Resource[],
  options: Omit<ServiceOptions, 'place'> & {
    readonly standIns: StandIns;
    readonly lambda: Lambda;
    readonly onDefect: (error: unknown) => void;
  },
): EventSources {
  const { standIns, lambda, database, clock, onDefect } = options;
  try {
    return createEventSources({
      database,
      clock,
      mappings: resources.filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping'),
      functions: lambda,
      openStream: (arn, invokeIdentityArn) => openStream(standIns, arn, invokeIdentityArn),
      sqs: standIns.sqs,
      s3: standIns.s3,
      onDefect,
    });
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function openStream(standIns: StandIns, arn: string, invokeIdentityArn: string): StreamSource {
  if (arn.startsWith('arn:aws:dynamodb:'))
    return dynamoDbStreamSource(standIns.dynamodb.streams, arn);
  return kinesisSource({ store: standIns.kinesis.store, arn, invokeIdentityArn });
}
