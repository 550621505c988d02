/** Where in the stream an object's records lie; sequence numbers are decimal text, up to 56 digits. */
export interface RecordRange {
  readonly shardId: string;
  /** When the first of them arrived at the stream, milliseconds. */
  readonly arrivedAt: number;
  readonly first: string;
  readonly last: string;
}

/**
 * The key of an object of the lake or of the quarantine: `<prefix>/dt=2026-11-22/hr=10/<shard>/<first>-<last>.ndjson.gz`,
 * by hour of arrival (UTC). The name says exactly which records it holds, so the same batch delivered
 * twice asks for the same name.
 */
export function lakeKey(prefix: 'raw' | 'messages', range: RecordRange): string {
  const partition = hourPartition(range.arrivedAt);
  return `${prefix}/${partition}/${range.shardId}/${range.first}-${range.last}.ndjson.gz`;
}

/** The partition of an hour of arrival (UTC): `dt=2026-11-22/hr=10`. The instant in milliseconds. */
export function hourPartition(arrivedAt: number): string {
  const hour = new Date(arrivedAt).toISOString();
  return `dt=${hour.slice(0, 10)}/hr=${hour.slice(11, 13)}`;
}
