import type { Place } from '../resource-model.ts';

/** A key attribute: strings, numbers and binaries can be keys. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** What the records of a stream show of an item. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as the template (or CreateTable) describes it. */
export interface TableSpec {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Set when the table has a stream. */
  readonly stream?: StreamViewType;
  /** The attribute that says, in epoch seconds, when an item has outlived its use. */
  readonly timeToLive?: string;
}

/** A table that exists: its description and the number its rows are stored under. */
export interface Table extends TableSpec {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * Real stream labels are creation times. Here the label is fixed, so that the ARN follows from the name and
 * an event source mapping keeps its stream over restarts.
 */
const STREAM_LABEL = '2026-01-01T00:00:00.000';

/** The ARN of a table. */
export function tableArn(name: string, place: Pick<Place, 'account' | 'region'>): string {
  return `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`;
}

/** The ARN of a table's stream. */
export function streamArn(name: string, place: Pick<Place, 'account' | 'region'>): string {
  return `${tableArn(name, place)}/stream/${STREAM_LABEL}`;
}

/** The label at the end of a stream's ARN. */
export function streamLabel(): string {
  return STREAM_LABEL;
}

/** The table name inside a table or stream ARN, or the argument itself when it is no ARN. */
export function tableNameOf(arn: string): string {
  return /:table\/([^/]+)/.exec(arn)?.[1] ?? arn;
}

/** The key attributes in order: partition key, then sort key if there is one. */
export function keyAttributes(table: TableSpec): readonly KeyAttribute[] {
  return table.sortKey ? [table.partitionKey, table.sortKey] : [table.partitionKey];
}
