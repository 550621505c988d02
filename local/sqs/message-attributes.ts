import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';

/** A message attribute as the API spells it. Binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** Message attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const STRING = 1;
const BINARY = 2;

/** The digest clients check: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function attributesDigest(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    if (!attribute) continue;
    const { DataType, StringValue, BinaryValue } = attribute;
    const isBinary = DataType.startsWith('Binary');
    const value = isBinary
      ? Buffer.from(BinaryValue ?? '', 'base64')
      : Buffer.from(StringValue ?? '');
    hash.update(lengthPrefixed(Buffer.from(name)));
    hash.update(lengthPrefixed(Buffer.from(DataType)));
    hash.update(Buffer.from([isBinary ? BINARY : STRING]));
    hash.update(lengthPrefixed(value));
  }
  return hash.digest('hex');
}

/** Reads the attributes of a message that is sent. */
export function readAttributes(value: unknown): MessageAttributes {
  const attributes = (value ?? {}) as Record<string, MessageAttribute>; // checked entry by entry below
  for (const [name, attribute] of Object.entries(attributes)) {
    if (/^(String|Number|Binary)(\.|$)/.test(attribute?.DataType ?? '')) continue;
    throw new AwsError(
      'InvalidParameterValue',
      `The type of message attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  return attributes;
}

/** The attributes a receiver asked for: by name, by prefix (`trace.*`), or all of them. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some(
      (want) =>
        want === 'All' ||
        want === '.*' ||
        want === name ||
        (want.endsWith('.*') && name.startsWith(want.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
