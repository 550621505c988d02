import { join } from 'node:path';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { createS3Service, type S3Service } from '../../local/s3/s3-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
} from './event-sources.cloud.ts';

export const Bucket = 'lake-bucket';

/** S3 with one bucket behind the gateway, and a real client with short hands. */
export interface S3Workbench {
  readonly clock: ManualClock;
  readonly cloud: SmallCloud;
  readonly s3: S3Client;
  readonly service: S3Service;
  /** Where the buckets lie. */
  readonly folder: string;
  /** Opens the service once more over the same state. */
  reopen(): S3Service;
  put(
    Key: string,
    Body: PutObjectCommandInput['Body'],
    more?: Partial<PutObjectCommandInput>,
  ): Promise<{ ETag?: string }>;
  get(Key: string, more?: Partial<GetObjectCommandInput>): ReturnType<typeof getObject>;
  text(Key: string, more?: Partial<GetObjectCommandInput>): Promise<string | undefined>;
  list(more?: Partial<ListObjectsV2CommandInput>): ReturnType<typeof listObjects>;
  keys(more?: Partial<ListObjectsV2CommandInput>): Promise<(string | undefined)[]>;
  close(): Promise<void>;
}

/** Opens S3 in a folder of its own. */
export async function openS3(): Promise<S3Workbench> {
  const workplace = openWorkplace();
  const clock = new ManualClock();
  const folder = join(workplace.directory, 's3');
  const reopen = () => {
    const service = createS3Service({ ...workplace, directory: folder, clock });
    const type = 'AWS::S3::Bucket';
    service.provision({
      stack: 'data',
      logicalId: 'Lake',
      type,
      physicalName: Bucket,
      properties: {},
    });
    return service;
  };
  const service = reopen();
  const cloud = await startSmallCloud(workplace, [service]);
  const s3 = new S3Client(cloud.client);
  return {
    clock,
    cloud,
    s3,
    service,
    folder,
    reopen,
    put: (Key, Body, more = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
    get: (Key, more) => getObject(s3, Key, more),
    text: async (Key, more) => (await getObject(s3, Key, more)).Body?.transformToString(),
    list: (more) => listObjects(s3, more),
    keys: async (more) => ((await listObjects(s3, more)).Contents ?? []).map(({ Key }) => Key),
    async close() {
      s3.destroy();
      await cloud.close();
    },
  };
}

function getObject(s3: S3Client, Key: string, more: Partial<GetObjectCommandInput> = {}) {
  return s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
}

function listObjects(s3: S3Client, more: Partial<ListObjectsV2CommandInput> = {}) {
  return s3.send(new ListObjectsV2Command({ Bucket, ...more }));
}
