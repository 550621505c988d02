import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256Hex } from '../kernel/hash.ts';
import { hourPartition } from '../lake/lake-key.ts';
import type { DecisionLog } from './decision-log.ts';

/**
 * The decision log in the lake: `resolved/dt=…/hr=…/<shard>/<first>-<last>-<content hash>.ndjson.gz`, by
 * hour of arrival (UTC). The content is part of the name: a batch that comes again after a partial failure
 * covers the same records with other decisions, and both must stay.
 */
export function s3DecisionLog(options: {
  readonly client: S3Client;
  readonly bucket: string;
}): DecisionLog {
  return {
    async append(batch) {
      const text = `${batch.decisions.map((decision) => JSON.stringify(decision)).join('\n')}\n`;
      const range = `${batch.firstSequenceNumber}-${batch.lastSequenceNumber}`;
      const name = `${batch.shardId}/${range}-${sha256Hex(text).slice(0, 8)}.ndjson.gz`;
      await options.client.send(
        new PutObjectCommand({
          Bucket: options.bucket,
          Key: `resolved/${hourPartition(batch.arrivedAt)}/${name}`,
          Body: gzipSync(text, { level: 1 }),
          ContentType: 'application/x-ndjson',
        }),
      );
    },
  };
}
