import { type AwsCall, notImplemented } from '../service.ts';

const FILE = 'local/gateway/s3-operation.ts';

/** Sub-resources (`?acl`, `?versioning`, …) are other operations; none of them may pass as a plain object call. */
const OBJECT_QUERY = new Set(['x-id', 'versionId', 'partNumber', 'uploadId', 'uploads']);
const LIST_QUERY = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]);

/** The S3 operation a path-style request asks for, from method, path and query. */
export function s3Operation(http: AwsCall['http']): string {
  const [bucket = '', ...key] = http.path.replace(/^\//, '').split('/');
  const names = [...http.query.keys()].filter((name) => !/^(x-amz-|response-)/i.test(name));
  const operation = key.join('/') === '' ? onBucket(http, bucket, names) : onObject(http, names);
  if (operation) return operation;
  throw notImplemented(`S3 '${http.method} ?${names.join('&')}'`, FILE);
}

function onBucket(http: AwsCall['http'], bucket: string, names: string[]): string | undefined {
  if (bucket === '') return http.method === 'GET' ? 'ListBuckets' : undefined;
  const { method } = http;
  if (method === 'POST' && http.query.has('delete')) return 'DeleteObjects';
  if (method === 'GET' && http.query.has('versions')) return 'ListObjectVersions';
  if (method === 'GET' && http.query.has('uploads')) return 'ListMultipartUploads';
  if (method === 'GET' && http.query.get('list-type') === '2') {
    return names.every((name) => LIST_QUERY.has(name) || name === 'x-id')
      ? 'ListObjectsV2'
      : undefined;
  }
  return method === 'HEAD' && names.length === 0 ? 'HeadBucket' : undefined;
}

function onObject(http: AwsCall['http'], names: string[]): string | undefined {
  if (!names.every((name) => OBJECT_QUERY.has(name))) return undefined;
  const has = (name: string) => http.query.has(name);
  switch (http.method) {
    case 'GET':
      return has('uploadId') ? 'ListParts' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (has('uploads')) return 'CreateMultipartUpload';
      return has('uploadId') ? 'CompleteMultipartUpload' : undefined;
    case 'PUT':
      return put(http, has('uploadId'));
    default:
      return undefined;
  }
}

function put(http: AwsCall['http'], isPart: boolean): string {
  const isCopy = http.headers['x-amz-copy-source'] !== undefined;
  if (isPart) return isCopy ? 'UploadPartCopy' : 'UploadPart';
  return isCopy ? 'CopyObject' : 'PutObject';
}
