import { createHash } from 'node:crypto';
import { Bell } from '../bell.ts';
import type { LocalClock } from '../service-options.ts';
import { queueArn } from '../sqs/queue-model.ts';
import type { QueueSettings, QueueStore, ReceivedMessage } from '../sqs/queue-store.ts';
import { systemAttributes } from '../sqs/receive-message.ts';
import { readVerdict } from './batch-verdict.ts';
import type { DeliveryPort } from './deliver-batch.ts';
import type { QueueMapping } from './mapping.ts';

/** What a queue poller works with. */
export interface QueuePollerOptions {
  readonly mapping: QueueMapping;
  readonly store: QueueStore;
  readonly queue: QueueSettings;
  readonly clock: LocalClock;
  readonly invoke: DeliveryPort['invoke'];
  readonly isPaused: () => boolean;
  /** `isIdle` may have changed. */
  readonly onChange: () => void;
  readonly onDefect: (error: unknown) => void;
}

const MAX_EVENT_BYTES = 6 * 1024 * 1024 - 1024;
const DEFECT_DELAY_MS = 1000;

/**
 * Works a queue for one mapping: what an invocation handles is deleted, what it fails stays hidden until its visibility
 * timeout and goes to the dead-letter queue when it was received too often.
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions;
  readonly #bell: Bell;
  readonly #unsubscribe: () => void;
  readonly #workers: Promise<unknown>;
  #underWay = 0;
  #stopped = false;

  constructor(options: QueuePollerOptions) {
    const { mapping, store, queue, clock } = options;
    this.#options = options;
    this.#bell = new Bell(clock);
    this.#unsubscribe = store.onChange(queue.name, () => this.wake());
    const workers = Array.from({ length: mapping.maximumConcurrency }, () => this.#work());
    this.#workers = Promise.all(workers);
  }

  /** No invocation is running and the queue holds no message, hidden ones included. */
  get isIdle(): boolean {
    const { store, queue, isPaused } = this.#options;
    if (this.#underWay > 0) return false;
    const { visible, received, delayed } = store.counts(queue);
    return isPaused() || visible + received + delayed === 0;
  }

  wake(): void {
    this.#bell.ring();
    // the queue changes in the middle of calls; whoever waits for idleness looks after them
    setImmediate(this.#options.onChange);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    this.#bell.ring();
    await this.#workers;
  }

  async #work(): Promise<void> {
    const { store, queue, isPaused, onChange } = this.#options;
    while (!this.#stopped) {
      if (isPaused()) {
        await this.#bell.wait();
        continue;
      }
      this.#underWay += 1;
      const found = await this.#deliverOne();
      this.#underWay -= 1;
      onChange();
      if (!found && !this.#stopped) await this.#bell.wait(store.nextVisibleAt(queue));
    }
  }

  /** Delivers one batch; false when there was nothing to deliver. */
  async #deliverOne(): Promise<boolean> {
    try {
      const messages = await this.#collect();
      if (messages.length === 0) return false;
      const batch = this.#filter(messages);
      if (batch.length > 0) await this.#deliver(batch);
    } catch (error) {
      this.#options.onDefect(error);
      await this.#bell.wait(this.#options.clock.now() + DEFECT_DELAY_MS);
    }
    return true;
  }

  async #collect(): Promise<ReceivedMessage[]> {
    const { mapping, clock } = this.#options;
    const messages = this.#receive(mapping.batchSize);
    const deadline = clock.now() + mapping.windowMs;
    while (messages.length > 0 && messages.length < mapping.batchSize && clock.now() < deadline) {
      if (this.#stopped) break;
      await this.#bell.wait(deadline);
      messages.push(...this.#receive(mapping.batchSize - messages.length));
    }
    return messages;
  }

  #receive(max: number): ReceivedMessage[] {
    const { store, queue } = this.#options;
    return store.receive(queue, max, 1000 * queue.visibilityTimeout);
  }

  /** Messages no pattern matches are deleted unseen. */
  #filter(messages: readonly ReceivedMessage[]): ReceivedMessage[] {
    const { mapping, store, queue } = this.#options;
    const wanted = messages.filter(({ body }) => mapping.filter?.({ body: parsed(body) }) ?? true);
    for (const message of messages) {
      if (!wanted.includes(message)) store.delete(queue, message.receiptHandle);
    }
    return wanted;
  }

  async #deliver(messages: readonly ReceivedMessage[]): Promise<void> {
    const { mapping, store, queue, invoke } = this.#options;
    const { batch, rest } = this.#fitting(messages);
    for (const { receiptHandle } of rest) store.changeVisibility(queue, receiptHandle, 0);
    const event = `{"Records":[${batch.map(({ json }) => json).join(',')}]}`;
    const result = await invoke(event);
    if (result.functionError) return;
    const identifiers = new Set(batch.map(({ message }) => message.messageId));
    const verdict = mapping.reportsItemFailures
      ? readVerdict(result.payload, identifiers)
      : ({ kind: 'done' } as const);
    if (verdict.kind === 'failed') return;
    for (const { message } of batch) {
      if (verdict.kind === 'partly' && verdict.failed.has(message.messageId)) continue;
      store.delete(queue, message.receiptHandle);
    }
  }

  /** As many messages as fit into an event, at least one. */
  #fitting(messages: readonly ReceivedMessage[]) {
    const batch: { message: ReceivedMessage; json: string }[] = [];
    let bytes = 0;
    for (const message of messages) {
      const json = JSON.stringify(describe(message, this.#options.mapping.sourceArn));
      bytes += Buffer.byteLength(json) + 1;
      if (batch.length > 0 && bytes > MAX_EVENT_BYTES) break;
      batch.push({ message, json });
    }
    return { batch, rest: messages.slice(batch.length) };
  }
}

/** The shape of https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function describe(message: ReceivedMessage, eventSourceARN: string) {
  const [, , , region = '', account = ''] = eventSourceARN.split(':');
  const messageAttributes = Object.entries(message.attributes).map(([name, attribute]) => [
    name,
    {
      stringValue: attribute.StringValue,
      binaryValue: attribute.BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: attribute.DataType,
    },
  ]);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message, (name) => queueArn({ region, account, url: '' }, name)),
    messageAttributes: Object.fromEntries(messageAttributes),
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: region,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
