import { gunzipSync } from 'node:zlib';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Envelope } from '../../shared/collect/envelope.ts';
import type { Decision } from '../../shared/resolve/decision.ts';

type Item = Record<string, AttributeValue>;

/** A profile as its item in the table says, read without the product's own code. */
export interface StoredProfile {
  readonly profileId: string;
  /** The profile that absorbed it; such a one holds nothing any more. */
  readonly parent: string | undefined;
  /** `type:value`. */
  readonly identifiers: readonly string[];
  readonly orders: number;
  /** Cents. */
  readonly revenue: number;
}

/** What lies in a cloud's stores. */
export interface CloudContents {
  readonly profiles: readonly StoredProfile[];
  readonly mergeRecords: number;
  /** Every line under `raw/`. */
  readonly raw: readonly Envelope[];
  /** Every line under `resolved/`. */
  readonly decisions: readonly Decision[];
  /** How many objects lie in the quarantine. */
  readonly quarantined: number;
}

/** Reads a laptop cloud's stores over the AWS protocols, as the operator. `outputs` are the stacks'. */
export async function readContents(
  url: string,
  outputs: Readonly<Record<string, string>>,
): Promise<CloudContents> {
  const client = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local-operator', secretAccessKey: 'any' },
  };
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const items = await scan(new DynamoDBClient(client), outputs.ProfilesTableName ?? '');
  const lake = outputs.LakeBucketName ?? '';
  return {
    profiles: items.filter(({ sk }) => sk?.S === 'P').map(storedProfile),
    mergeRecords: items.filter(({ sk }) => sk?.S?.startsWith('M#')).length,
    // both are what our own functions write; the assertions read what they claim
    raw: (await linesUnder(s3, { bucket: lake, prefix: 'raw/' })) as Envelope[],
    decisions: (await linesUnder(s3, { bucket: lake, prefix: 'resolved/' })) as Decision[],
    quarantined: (await keysUnder(s3, { bucket: outputs.QuarantineBucketName ?? '', prefix: '' }))
      .length,
  };
}

async function scan(client: DynamoDBClient, tableName: string): Promise<Item[]> {
  const items: Item[] = [];
  const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true });
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

function storedProfile(item: Item): StoredProfile {
  return {
    profileId: item.pk?.S?.split('#').at(-1) ?? '',
    parent: item.parent?.S,
    identifiers: Object.keys(item.ids?.M ?? {}),
    orders: Number(item.ct?.M?.order_count?.M?.n?.N ?? 0),
    revenue: cents(item.ct?.M?.revenue?.M?.n?.N ?? '0'),
  };
}

/** Moves the point in the text: what is stored is a decimal, and so it stays. */
function cents(text: string): number {
  const [whole = '', fraction = ''] = text.split('.');
  if (fraction.length > 2) throw new Error(`revenue must have whole cents, got '${text}'`);
  return Number(`${whole}${fraction.padEnd(2, '0')}`);
}

async function keysUnder(s3: S3Client, at: { bucket: string; prefix: string }): Promise<string[]> {
  const keys: string[] = [];
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: at.bucket, Prefix: at.prefix });
  for await (const page of pages) keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  return keys;
}

async function linesUnder(
  s3: S3Client,
  at: { bucket: string; prefix: string },
): Promise<unknown[]> {
  const lines: unknown[] = [];
  for (const key of await keysUnder(s3, at)) {
    const object = await s3.send(new GetObjectCommand({ Bucket: at.bucket, Key: key }));
    const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    const text = gunzipSync(bytes).toString('utf8').trimEnd();
    for (const line of text.split('\n')) lines.push(JSON.parse(line));
  }
  return lines;
}
