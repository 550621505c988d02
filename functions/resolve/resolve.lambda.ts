import { setTimeout as pause } from 'node:timers/promises';
import middy from '@middy/core';
import type { KinesisStreamEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { systemClock as clock } from '../../shared/kernel/clock.ts';
import { DEFAULT_IDENTITY_RULES } from '../../shared/resolve/identity-rules.ts';
import { cachedComputedTraits } from '../../shared/stores/cached-computed-traits.ts';
import { createProfileStore } from '../../shared/stores/create-profile-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoComputedTraitStore } from '../../shared/stores/dynamo-computed-trait-store.ts';
import { arrivedRecords, deliverAgain } from '../../shared/stores/kinesis-event.ts';
import { createS3Client } from '../../shared/stores/s3-client.ts';
import { s3DecisionLog } from '../../shared/stores/s3-decision-log.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { metricsOf } from '../../shared/telemetry/metrics.ts';
import { ResolveEnv } from './resolve.contract.ts';
import { type ResolveDependencies, resolve } from './resolve.ts';

const env = ResolveEnv.parse(process.env);
const client = createDynamoClient();
const traits = dynamoComputedTraitStore({ client, tableName: env.CONFIG_TABLE_NAME });
const dependencies: ResolveDependencies = {
  store: createProfileStore(client, { env, cachedIdentifiers: 50_000 }),
  decisions: s3DecisionLog({ client: createS3Client(), bucket: env.LAKE_BUCKET_NAME }),
  computedTraits: cachedComputedTraits(traits, { clock, maxAgeSeconds: env.CONFIG_POLL_SECONDS }),
  identityRules: DEFAULT_IDENTITY_RULES,
  lastSeenGranularity: 5 * 60_000,
  clock,
  newId: ulid,
  pause,
  random: Math.random,
  emitMetrics: metricsOf(env.METRICS_STAGE),
  log: createLogger({ level: 'warn' }),
};

export const handler = middy(async (event: KinesisStreamEvent) =>
  deliverAgain(await resolve(arrivedRecords(event), dependencies)),
);
