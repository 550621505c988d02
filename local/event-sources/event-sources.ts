import type { DatabaseSync } from 'node:sqlite';
import type { Resource } from '../resource-model.ts';
import type { S3Service } from '../s3/s3-service.ts';
import type { LocalClock } from '../service-options.ts';
import type { SqsService } from '../sqs/sqs-service.ts';
import { Checkpoints } from './checkpoints.ts';
import type { DeliveryPort, RetryDelay } from './deliver-batch.ts';
import type { FunctionInvoker } from './function-invoker.ts';
import { type Mapping, type QueueMapping, readMapping, type StreamMapping } from './mapping.ts';
import { storeDiscard } from './on-failure.ts';
import { QueuePoller } from './queue-poller.ts';
import { StreamPoller } from './stream-poller.ts';
import type { StreamSource } from './stream-source.ts';

/** What the event source mappings of a template work with. */
export interface EventSourcesOptions {
  /** Checkpoints are kept here. */
  readonly database: DatabaseSync;
  readonly clock: LocalClock;
  /** The `AWS::Lambda::EventSourceMapping` resources. */
  readonly mappings: readonly Resource[];
  readonly functions: FunctionInvoker;
  /** Opens a stream by its ARN for a function whose role has the other ARN. Throws when there is no such stream. */
  readonly openStream: (arn: string, invokeIdentityArn: string) => StreamSource;
  readonly sqs: SqsService;
  readonly s3: S3Service;
  /** Doubles from the first to the maximum while attempts fail; AWS's own delays would make a laptop look hung. */
  readonly retryDelay?: RetryDelay;
  /** Told of defects of the laptop cloud itself; the batch is tried again. */
  readonly onDefect: (error: unknown) => void;
}

/** The pollers of all event source mappings. */
export interface EventSources {
  /** Begins (or goes on) delivering. */
  start(): void;
  /** No further invocation of this function starts until `resume`; one under way ends. */
  pause(functionName: string): void;
  resume(functionName: string): void;
  /** Resolves when everything appended so far, and what its handling appended, is delivered. Paused mappings do not count. */
  idle(): Promise<void>;
  /** Ends after the invocations under way; nothing that is not done is skipped at the next start. */
  stop(): Promise<void>;
}

interface Poller {
  readonly isIdle: boolean;
  wake(): void;
  stop(): Promise<void>;
}

const RETRY_DELAY: RetryDelay = { firstMs: 50, maximumMs: 5000 };

/**
 * Reads the mappings; throws, naming the resource, when one asks for something the laptop cloud does not do, or names a
 * function, source or destination that does not exist.
 */
export function createEventSources(options: EventSourcesOptions): EventSources {
  const paused = new Set<string>();
  const waiting = new Set<() => void>();
  const checkpoints = new Checkpoints(options.database);
  let pollers: readonly Poller[] = [];
  const onChange = () => {
    if (waiting.size === 0 || !pollers.every(({ isIdle }) => isIdle)) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const wake = () => {
    for (const poller of pollers) poller.wake();
  };
  const begin = options.mappings
    .map(readMapping)
    .filter((mapping) => mapping !== undefined)
    .map((mapping) => preparePoller({ ...options, mapping, checkpoints, paused, onChange }));
  return {
    start() {
      pollers = begin.map((start) => start());
    },
    pause(functionName) {
      paused.add(functionName);
      onChange();
    },
    resume(functionName) {
      paused.delete(functionName);
      wake();
    },
    idle() {
      const idle = new Promise<void>((resolve) => waiting.add(resolve));
      onChange();
      return idle;
    },
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

interface Preparation extends EventSourcesOptions {
  readonly checkpoints: Checkpoints;
  readonly paused: ReadonlySet<string>;
  readonly onChange: () => void;
}

function preparePoller(options: Preparation & { readonly mapping: Mapping }): () => Poller {
  const { mapping, functions } = options;
  const target = functions.find(mapping.functionName);
  if (!target)
    throw new Error(`event source of a function that does not exist: ${mapping.functionName}`);
  if (mapping.kind === 'queue') return prepareQueue(options, mapping);
  return prepareStream(options, mapping, target);
}

function prepareQueue(options: Preparation, mapping: QueueMapping): () => Poller {
  const queue = options.sqs.queue(mapping.sourceArn);
  const common = commonOf(options, mapping);
  return () => new QueuePoller({ ...common, mapping, store: options.sqs.store, queue });
}

function prepareStream(
  options: Preparation,
  mapping: StreamMapping,
  target: { readonly arn: string; readonly roleArn: string },
): () => Poller {
  const { sqs, s3, clock, checkpoints } = options;
  const source = options.openStream(mapping.sourceArn, target.roleArn);
  const stores = {
    sendMessage: (arn: string, body: string) => void sqs.store.send(sqs.queue(arn), { body }),
    putObject: (object: Parameters<typeof s3.store.put>[0]) => void s3.store.put(object),
  };
  checkDestination(mapping.onFailure, options);
  const common = {
    ...commonOf(options, mapping),
    mapping,
    source,
    checkpoints,
    retryDelay: options.retryDelay ?? RETRY_DELAY,
  };
  return () =>
    new StreamPoller({
      ...common,
      discard: (shardId, discard) =>
        storeDiscard({
          discard,
          mapping,
          source,
          shardId,
          functionArn: target.arn,
          now: clock.now(),
          stores,
        }),
    });
}

function commonOf({ clock, functions, paused, onChange, onDefect }: Preparation, mapping: Mapping) {
  const { functionName } = mapping;
  const invoke: DeliveryPort['invoke'] = (event) => functions.invoke(functionName, event);
  return { clock, invoke, isPaused: () => paused.has(functionName), onChange, onDefect };
}

/** A destination that does not exist must be found at the start and not when the first record is given up. */
function checkDestination(arn: string | undefined, { sqs, s3 }: Preparation): void {
  if (arn?.startsWith('arn:aws:sqs:')) sqs.queue(arn);
  if (arn?.startsWith('arn:aws:s3:')) s3.store.bucketDirectory(arn.replace('arn:aws:s3:::', ''));
}
