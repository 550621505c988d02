import { notImplemented } from '../service.ts';
import { invalid } from './errors.ts';
import type { Input } from './request-input.ts';
import { asRecord, optionalList, optionalRecord, optionalText } from './request-input.ts';
import { requireTableName } from './table-catalog.ts';
import type { KeyAttribute, StreamViewType, TableSpec } from './table-spec.ts';

const VIEW_TYPES: readonly StreamViewType[] = [
  'KEYS_ONLY',
  'NEW_IMAGE',
  'OLD_IMAGE',
  'NEW_AND_OLD_IMAGES',
];

/** Reads keys and stream of a CreateTable request or of a template's properties; refuses indexes. */
export function readTableSpec(input: Input): TableSpec {
  const name = requireTableName(input.TableName, 'tableName');
  for (const index of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
    if (optionalList(input, index)?.length) throw notImplemented(index, 'local/dynamodb');
  }
  const types = new Map(
    (optionalList(input, 'AttributeDefinitions') ?? []).map((definition) => {
      const { AttributeName, AttributeType } = asRecord(definition, 'AttributeDefinitions');
      return [AttributeName, AttributeType];
    }),
  );
  const schema = (optionalList(input, 'KeySchema') ?? []).map((key) => asRecord(key, 'KeySchema'));
  const sortKey = readKey(schema, 'RANGE', types);
  const partitionKey = readKey(schema, 'HASH', types);
  if (!partitionKey) throw invalid(`a table needs a HASH key, got none for ${name}`);
  const stream = readStream(input);
  return { name, partitionKey, ...(sortKey && { sortKey }), ...(stream && { stream }) };
}

function readKey(
  schema: readonly Input[],
  keyType: 'HASH' | 'RANGE',
  types: ReadonlyMap<unknown, unknown>,
): KeyAttribute | undefined {
  const name = schema.find((key) => key.KeyType === keyType)?.AttributeName;
  if (typeof name !== 'string') return undefined;
  const type = types.get(name);
  if (type === 'S' || type === 'N' || type === 'B') return { name, type };
  throw invalid(`the key attribute ${name} is of type S, N or B, got ${String(type)}`);
}

function readStream(input: Input): StreamViewType | undefined {
  const stream = optionalRecord(input, 'StreamSpecification');
  if (!stream || stream.StreamEnabled === false) return undefined;
  const given = optionalText(stream, 'StreamViewType');
  const viewType = VIEW_TYPES.find((type) => type === given);
  if (viewType) return viewType;
  throw invalid(`a stream shows one of ${VIEW_TYPES.join(', ')}, got ${String(given)}`);
}
