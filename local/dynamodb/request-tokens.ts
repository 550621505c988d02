import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A client request token makes a transaction idempotent for ten minutes. */
const LIFETIME_MS = 10 * 60_000;

/** The tokens of transactions that were done, so that a retry is recognised, after a restart too. */
export class RequestTokens {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #trim: StatementSync;

  constructor(database: DatabaseSync) {
    this.#get = database.prepare(
      'SELECT fingerprint FROM dynamodb_request_tokens WHERE token = ? AND expires > ?',
    );
    this.#put = database.prepare('INSERT OR REPLACE INTO dynamodb_request_tokens VALUES (?, ?, ?)');
    this.#trim = database.prepare('DELETE FROM dynamodb_request_tokens WHERE expires <= ?');
  }

  /** The fingerprint of the transaction that was done with a token. */
  find(token: string, now: number): string | undefined {
    const fingerprint = this.#get.get(token, now)?.fingerprint;
    return typeof fingerprint === 'string' ? fingerprint : undefined;
  }

  /** Remembers a transaction. */
  put(token: string, fingerprint: string, now: number): void {
    this.#put.run(token, fingerprint, now + LIFETIME_MS);
  }

  /** Forgets tokens that have expired. */
  trim(now: number): void {
    this.#trim.run(now);
  }
}
