import middy from '@middy/core';
import { createS3Client } from '../../shared/stores/s3-client.ts';
import { s3RawStore } from '../../shared/stores/s3-raw-store.ts';
import { metricsOf } from '../../shared/telemetry/metrics.ts';
import { ArchiveEnv } from './archive.contract.ts';
import { createArchive } from './archive.ts';

const env = ArchiveEnv.parse(process.env);
const client = createS3Client();

export const handler = middy(
  createArchive({
    lake: s3RawStore({ client, bucketName: env.LAKE_BUCKET_NAME }),
    quarantine: s3RawStore({ client, bucketName: env.QUARANTINE_BUCKET_NAME }),
    emitMetrics: metricsOf(env.METRICS_STAGE),
  }),
);
