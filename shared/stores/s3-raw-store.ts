import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { RawStore } from './raw-store.ts';

const PRECONDITION_FAILED = 412;

/** Lines in S3 as gzip NDJSON, put on condition that the key is free. Needs `s3:PutObject`. */
export function s3RawStore(options: { client: S3Client; bucketName: string }): RawStore {
  return {
    async putOnce({ key, lines }) {
      const put = new PutObjectCommand({
        Bucket: options.bucketName,
        Key: key,
        Body: gzipSync(`${lines.join('\n')}\n`),
        ContentType: 'application/x-ndjson',
        IfNoneMatch: '*',
      });
      try {
        await options.client.send(put);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    },
  };
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof S3ServiceException && error.$metadata.httpStatusCode === PRECONDITION_FAILED
  );
}
