import type { Resource } from '../resource-model.ts';
import {
  type AwsCall,
  AwsError,
  type AwsReply,
  type AwsService,
  type IamRequest,
  notImplemented,
} from '../service.ts';
import type { ServiceOptions } from '../service-options.ts';
import { bucketArn } from './bucket-model.ts';
import { deleteObject, deleteObjects, keysToDelete } from './delete-objects.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjectsV2 } from './list-objects.ts';
import { ObjectStore } from './object-store.ts';
import { putObject } from './put-object.ts';
import { targetOf } from './target.ts';

/** Amazon S3 over a plain directory tree: the current version of each object. */
export interface S3Service extends AwsService {
  /** Creates the bucket an `AWS::S3::Bucket` describes, unless it is there already. */
  provision(resource: Resource): void;
  /** Objects, for what the laptop cloud itself stores (on-failure records) and for tests. */
  readonly store: ObjectStore;
}

/** `directory` holds one folder per bucket. */
export interface S3Options extends Omit<ServiceOptions, 'place'> {
  readonly directory: string;
}

type Operation = (store: ObjectStore, call: AwsCall) => AwsReply;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['PutObject', putObject],
  ['GetObject', getObject],
  ['HeadObject', headObject],
  ['DeleteObject', deleteObject],
  ['DeleteObjects', deleteObjects],
  ['ListObjectsV2', listObjectsV2],
]);

/** Opens the buckets in `directory`. */
export function createS3Service(options: S3Options): S3Service {
  const store = new ObjectStore(options);
  return {
    id: 's3',
    store,
    authorize: (call) => authorize(store, call),
    async handle(call) {
      const run = OPERATIONS.get(call.operation);
      if (!run) throw notImplemented(`S3 ${call.operation}`, 'local/s3/s3-service.ts');
      const { bucket } = targetOf(call.http);
      store.bucketDirectory(bucket);
      try {
        return run(store, call);
      } catch (error) {
        throw billed(error, call);
      }
    },
    provision: ({ physicalName }) => store.createBucket(physicalName),
  };
}

/** S3 bills a request that fails on its condition or finds nothing like one that succeeds. */
function billed(error: unknown, { http }: AwsCall): unknown {
  if (!(error instanceof AwsError) || error.status >= 500) return error;
  const unit = http.method === 'PUT' ? 's3WriteRequests' : 's3ReadRequests';
  const { code, message, status, fields } = error;
  return new AwsError(code, message, { status, fields: { ...fields }, usage: { [unit]: 1 } });
}

/**
 * What S3 asks of the caller. A read of a key that does not exist also needs `s3:ListBucket`: without it S3 does not
 * tell that the key is free, but answers AccessDenied.
 */
function authorize(store: ObjectStore, { operation, http }: AwsCall): IamRequest[] {
  const { bucket, key } = targetOf(http);
  switch (operation) {
    case 'GetObject':
    case 'HeadObject':
      return [
        { action: 's3:GetObject', resource: bucketArn(bucket, key) },
        ...(store.facts(bucket, key) ? [] : [listing(bucket)]),
      ];
    case 'ListObjectsV2':
      return [listing(bucket)];
    case 'DeleteObjects':
      return keysToDelete(http).map((name) => ({
        action: 's3:DeleteObject',
        resource: bucketArn(bucket, name),
      }));
    default:
      return [{ action: `s3:${operation}`, resource: bucketArn(bucket, key) }];
  }
}

function listing(bucket: string): IamRequest {
  return { action: 's3:ListBucket', resource: bucketArn(bucket) };
}
