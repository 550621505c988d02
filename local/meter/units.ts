/**
 * What AWS bills, by unit: the names services use in `AwsReply.usage` and the keys of `prices.*.json`.
 * A unit that is not listed here cannot be counted, so a misspelt one fails at its first call.
 */
export const UNITS = {
  dynamodbWriteUnits:
    'DynamoDB write request units (1 KB of the whole item, twice that in a transaction)',
  dynamodbReadUnits: 'DynamoDB read request units (4 KB; half for eventual consistency)',
  kinesisPutUnits: 'Kinesis PUT payload units (25 KB of one record)',
  kinesisRequests: 'Kinesis API requests (not billed by themselves)',
  s3WriteRequests: 'S3 PUT, COPY, POST and LIST requests',
  s3ReadRequests: 'S3 GET, HEAD and other requests (DELETE is free)',
  sqsRequests: 'SQS requests (64 KB of payload each)',
  secretsManagerRequests: 'Secrets Manager API calls',
  cloudwatchMetrics: 'metrics asked for with GetMetricData',
  httpApiRequests: 'HTTP API requests (512 KB of payload each)',
  lambdaInvocations: 'Lambda invocations',
  lambdaGbSeconds: 'Lambda GB-seconds (estimated from wall time on this machine)',
  logBytes: 'CloudWatch Logs bytes ingested',
} as const;

/** The name of one billable unit. */
export type UnitName = keyof typeof UNITS;

/** An amount of each unit; absent means none. */
export type Units = Partial<Record<UnitName, number>>;

/** Narrows a name from a service's `usage`; throws on one that is not in `UNITS`. */
export function unitName(name: string): UnitName {
  if (!Object.hasOwn(UNITS, name)) {
    throw new Error(
      `unit is not known to the meter, got '${name}', add it in local/meter/units.ts`,
    );
  }
  return name as UnitName; // the line above has just checked it
}
