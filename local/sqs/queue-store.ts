import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { LocalClock } from '../service-options.ts';
import { transaction } from '../transaction.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** Settings of one queue, in seconds as the template gives them. */
export interface QueueSettings {
  readonly name: string;
  readonly visibilityTimeout: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly maximumBytes: number;
  readonly redrive: { readonly queueName: string; readonly maxReceiveCount: number } | undefined;
}

/** A message somebody has received. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly receiveCount: number;
  /** The queue a dead letter came from. */
  readonly sourceQueue: string | undefined;
}

/** A message about to be sent. */
export interface NewMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  readonly delaySeconds?: number;
}

/** The messages of all queues in sqlite, on disk before a call returns. */
export class QueueStore {
  readonly #database: DatabaseSync;
  readonly #clock: LocalClock;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #insert: StatementSync;
  readonly #visible: StatementSync;
  readonly #claim: StatementSync;
  readonly #expire: StatementSync;

  constructor(database: DatabaseSync, clock: LocalClock) {
    this.#database = database;
    this.#clock = clock;
    database.exec(`CREATE TABLE IF NOT EXISTS sqs_message (
      id INTEGER PRIMARY KEY, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
      attributes TEXT NOT NULL, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
      first_received_at INTEGER, receive_count INTEGER NOT NULL DEFAULT 0, receipt TEXT,
      source_queue TEXT) STRICT;
      CREATE INDEX IF NOT EXISTS sqs_message_visible ON sqs_message (queue, visible_at);
      CREATE INDEX IF NOT EXISTS sqs_message_receipt ON sqs_message (receipt);`);
    this.#insert = database.prepare(`INSERT INTO sqs_message
      (queue, message_id, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#visible = database.prepare(`SELECT * FROM sqs_message
      WHERE queue = ? AND visible_at <= ? ORDER BY id LIMIT ?`);
    this.#expire = database.prepare('DELETE FROM sqs_message WHERE queue = ? AND sent_at <= ?');
    this.#claim = database.prepare(`UPDATE sqs_message SET visible_at = ?, receipt = ?,
      receive_count = receive_count + 1, first_received_at = coalesce(first_received_at, ?)
      WHERE id = ?`);
  }

  /** Stores a message and returns its id. */
  send(queue: QueueSettings, message: NewMessage): string {
    const now = this.#clock.now();
    const messageId = randomUUID();
    const visibleAt = now + 1000 * (message.delaySeconds ?? queue.delaySeconds);
    const attributes = JSON.stringify(message.attributes ?? {});
    this.#insert.run(queue.name, messageId, message.body, attributes, now, visibleAt);
    this.#announce(queue.name);
    return messageId;
  }

  /** Takes up to `max` visible messages, which stay hidden for `visibilityMs`; moves those received too often to the dead-letter queue. */
  receive(queue: QueueSettings, max: number, visibilityMs: number): ReceivedMessage[] {
    const now = this.#clock.now();
    return transaction(this.#database, () => {
      this.#expire.run(queue.name, this.#oldest(queue));
      this.#moveDeadLetters(queue, now);
      return this.#visible.all(queue.name, now, max).map((row) => {
        const receiptHandle = Buffer.from(`${row.id}:${randomUUID()}`).toString('base64');
        this.#claim.run(now + visibilityMs, receiptHandle, now, Number(row.id));
        return toReceived(row, { receiptHandle, now });
      });
    });
  }

  /** Deletes what a receipt stands for. Like SQS, says nothing when the receipt is out of date. */
  delete(queue: QueueSettings, receiptHandle: string): void {
    this.#database
      .prepare('DELETE FROM sqs_message WHERE queue = ? AND receipt = ?')
      .run(queue.name, receiptHandle);
    this.#announce(queue.name);
  }

  /** Hides a received message for a further while, or shows it at once (0). False when the receipt is out of date. */
  changeVisibility(queue: QueueSettings, receiptHandle: string, visibilityMs: number): boolean {
    const { changes } = this.#database
      .prepare('UPDATE sqs_message SET visible_at = ? WHERE queue = ? AND receipt = ?')
      .run(this.#clock.now() + visibilityMs, queue.name, receiptHandle);
    this.#announce(queue.name);
    return changes > 0;
  }

  purge(queue: QueueSettings): void {
    this.#database.prepare('DELETE FROM sqs_message WHERE queue = ?').run(queue.name);
    this.#announce(queue.name);
  }

  /** How many messages can be received, are received and not deleted, or are sent with a delay. */
  counts(queue: QueueSettings): { visible: number; received: number; delayed: number } {
    const row = this.#database
      .prepare(`SELECT count(*) FILTER (WHERE visible_at <= :now) AS visible,
        count(*) FILTER (WHERE visible_at > :now AND receive_count > 0) AS received,
        count(*) FILTER (WHERE visible_at > :now AND receive_count = 0) AS delayed
        FROM sqs_message WHERE queue = :queue AND sent_at > :oldest`)
      .get({ now: this.#clock.now(), queue: queue.name, oldest: this.#oldest(queue) });
    return {
      visible: Number(row?.visible),
      received: Number(row?.received),
      delayed: Number(row?.delayed),
    };
  }

  /** When the next message that is hidden now can be received; infinity when there is none. */
  nextVisibleAt(queue: QueueSettings): number {
    const row = this.#database
      .prepare('SELECT min(visible_at) AS at FROM sqs_message WHERE queue = ? AND sent_at > ?')
      .get(queue.name, this.#oldest(queue));
    return row?.at == null ? Number.POSITIVE_INFINITY : Number(row.at);
  }

  /** Calls `listener` after every change of the queue. Returns the way to stop that. */
  onChange(queueName: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(queueName) ?? new Set();
    this.#listeners.set(queueName, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #moveDeadLetters({ name, redrive }: QueueSettings, now: number): void {
    if (!redrive) return;
    const { changes } = this.#database
      .prepare(`UPDATE sqs_message SET queue = ?, source_queue = ?, receive_count = 0,
        receipt = NULL, first_received_at = NULL, visible_at = ?
        WHERE queue = ? AND visible_at <= ? AND receive_count >= ?`)
      .run(redrive.queueName, name, now, name, now, redrive.maxReceiveCount);
    if (changes > 0) this.#announce(redrive.queueName);
  }

  #oldest({ retentionSeconds }: QueueSettings): number {
    return this.#clock.now() - 1000 * retentionSeconds;
  }

  #announce(queueName: string): void {
    for (const listener of this.#listeners.get(queueName) ?? []) listener();
  }
}

function toReceived(
  row: Record<string, SQLOutputValue>,
  { receiptHandle, now }: { receiptHandle: string; now: number },
): ReceivedMessage {
  return {
    messageId: String(row.message_id),
    receiptHandle,
    body: String(row.body),
    attributes: JSON.parse(String(row.attributes)),
    sentAt: Number(row.sent_at),
    firstReceivedAt: row.first_received_at === null ? now : Number(row.first_received_at),
    receiveCount: Number(row.receive_count) + 1,
    sourceQueue: row.source_queue === null ? undefined : String(row.source_queue),
  };
}
