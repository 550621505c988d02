import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { ArchiveEnv } from '../../functions/lake/archive.contract.ts';
import { objectsIn } from '../constructs/below.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import { MessageConsumer } from '../constructs/message-consumer.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Keeps every message exactly as it was sent, and what could not be used apart from the rest. */
export class LakeCapability extends Construct {
  constructor(scope: Construct, id: string, { deployment, stores }: CapabilityProps) {
    super(scope, id);
    const { config } = deployment;
    const archive = new CdpFunction(this, 'Archive', {
      deployment,
      bundle: 'lake-archive',
      description: 'Writes the stream to the lake, and unusable messages to quarantine.',
      environment: {
        LAKE_BUCKET_NAME: stores.lake.bucketName,
        QUARANTINE_BUCKET_NAME: stores.quarantine.bucketName,
        METRICS_STAGE: config.stage,
      } satisfies z.input<typeof ArchiveEnv>,
      memory: config.memory.archive,
      timeoutSeconds: 60,
    });
    archive.allowBelow(['s3:PutObject'], objectsIn(stores.lake, 'raw/'));
    archive.allowBelow(['s3:PutObject'], objectsIn(stores.quarantine, 'messages/'));

    new MessageConsumer(this, 'ArchiveMessages', {
      consumer: archive,
      stores,
      batchSize: 10_000,
      windowSeconds: config.archiveWindowSeconds,
      lag: {
        minutes: 15,
        sentence: 'The lake is a quarter of an hour behind; after 72 hours messages would be lost.',
        runbook: 'archive-falls-behind',
      },
    });
  }
}
