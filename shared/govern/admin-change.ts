import type { KeptReply } from './idempotency.ts';

/** A value as configuration keeps it: JSON, where an absent (undefined) member is left out. */
export type ConfigValue = string | number | boolean | null | readonly ConfigValue[] | ConfigRecord;

/** One piece of configuration as stored. Versioned kinds carry `version`, a whole number from 1. */
export interface ConfigRecord {
  readonly [name: string]: ConfigValue | undefined;
}

/** What an admin call can create or delete; each kind has its own keys in the config table. */
export type ConfigKind = 'computed_trait' | 'source' | 'write_key' | 'token';

/**
 * One write of a change. `create` holds only while nothing has that id; `delete` only while the thing is
 * there, and with `ifVersion` only while it has that version.
 */
export type ConfigWrite =
  | {
      readonly op: 'create';
      readonly kind: ConfigKind;
      readonly id: string;
      readonly record: ConfigRecord;
    }
  | {
      readonly op: 'delete';
      readonly kind: ConfigKind;
      readonly id: string;
      readonly ifVersion?: number;
    };

/**
 * Who did what, when: one entry per change, appended with it and never altered. It names things and
 * versions, never their contents, so that it holds no personal data and no secret.
 */
export interface AuditEntry {
  readonly v: 1;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
  readonly principal: string;
  /** `<kind>.<verb>`, such as `computed_trait.create`. */
  readonly action: string;
  /** `<kind>/<id>`, such as `computed_trait/order_count`. */
  readonly resource: string;
  /** The version after a create, the version that went with a delete; absent for unversioned kinds. */
  readonly version?: number;
  readonly requestId: string;
}

/**
 * Everything one admin call does. It is committed whole or not at all: no change without its audit entry,
 * and no kept reply without its change.
 */
export interface AdminChange {
  readonly writes: readonly ConfigWrite[];
  readonly audit: AuditEntry;
  /** Present when the caller sent an `Idempotency-Key`. */
  readonly keep?: KeptReply;
}
