import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CONDITION_FORMS, type Form, KEY_FORMS, PROJECTION_FORMS, UPDATE_FORMS } from './forms.ts';

/** A call to both engines. */
export type FuzzCall =
  | { readonly name: 'GetItem'; readonly input: GetItemCommandInput }
  | { readonly name: 'PutItem'; readonly input: PutItemCommandInput }
  | { readonly name: 'UpdateItem'; readonly input: UpdateItemCommandInput }
  | { readonly name: 'DeleteItem'; readonly input: DeleteItemCommandInput }
  | { readonly name: 'Query'; readonly input: QueryCommandInput }
  | { readonly name: 'Scan'; readonly input: ScanCommandInput }
  | { readonly name: 'BatchGetItem'; readonly input: BatchGetItemCommandInput }
  | { readonly name: 'BatchWriteItem'; readonly input: BatchWriteItemCommandInput }
  | { readonly name: 'TransactGetItems'; readonly input: TransactGetItemsCommandInput }
  | { readonly name: 'TransactWriteItems'; readonly input: TransactWriteItemsCommandInput };

/** A call and what it is made of: forms by row of the coverage table. */
export interface FuzzOperation {
  readonly call: FuzzCall;
  readonly uses: readonly { readonly row: string; readonly forms: readonly Form[] }[];
}

const RETURN_VALUES = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];
const PAGE_FORMS = ['Limit', 'ExclusiveStartKey', 'COUNT', 'ConsistentRead', 'TOTAL', 'INDEXES'];
const READ_FORMS = [...PROJECTION_FORMS, 'ConsistentRead', 'TOTAL', 'INDEXES'];
const WRITE_FORMS = [...CONDITION_FORMS, 'ALL_OLD on failure', 'TOTAL', 'INDEXES'];

/** Everything the engine claims to support: each row must show each of its forms at least once. */
export const SUPPORTED: Readonly<Record<string, readonly Form[]>> = {
  GetItem: READ_FORMS,
  PutItem: [...WRITE_FORMS, ...RETURN_VALUES.slice(0, 2)],
  UpdateItem: [...UPDATE_FORMS, ...WRITE_FORMS, ...RETURN_VALUES],
  DeleteItem: [...WRITE_FORMS, ...RETURN_VALUES.slice(0, 2)],
  Query: [...KEY_FORMS, ...CONDITION_FORMS, ...PROJECTION_FORMS, ...PAGE_FORMS, 'backwards'],
  Scan: [
    ...CONDITION_FORMS,
    ...PROJECTION_FORMS,
    ...PAGE_FORMS.filter((form) => form !== 'ExclusiveStartKey'),
    'Segment',
  ],
  BatchGetItem: READ_FORMS,
  BatchWriteItem: ['put', 'delete', 'TOTAL', 'INDEXES'],
  TransactGetItems: [...PROJECTION_FORMS, 'TOTAL', 'INDEXES'],
  'Transact Put': [...CONDITION_FORMS, 'ALL_OLD on failure'],
  'Transact Update': [...UPDATE_FORMS, ...CONDITION_FORMS, 'ALL_OLD on failure'],
  'Transact Delete': [...CONDITION_FORMS, 'ALL_OLD on failure'],
  'Transact Check': [...CONDITION_FORMS, 'ALL_OLD on failure'],
  Transaction: ['new token', 'repeated token', 'other request with a token', 'TOTAL', 'INDEXES'],
};
