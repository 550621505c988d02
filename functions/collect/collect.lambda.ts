import { setTimeout as pause } from 'node:timers/promises';
import middy from '@middy/core';
import { systemClock } from '../../shared/kernel/clock.ts';
import { cachedSourceStore } from '../../shared/stores/cached-source-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoSourceStore } from '../../shared/stores/dynamo-source-store.ts';
import { createKinesisClient } from '../../shared/stores/kinesis-client.ts';
import { kinesisMessageStream } from '../../shared/stores/kinesis-message-stream.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { metricsOf } from '../../shared/telemetry/metrics.ts';
import { CollectEnv } from './collect.contract.ts';
import { createCollectHandler } from './collect-handler.ts';

const env = CollectEnv.parse(process.env);

const sources = dynamoSourceStore({
  client: createDynamoClient(),
  tableName: env.CONFIG_TABLE_NAME,
});

export const handler = middy(
  createCollectHandler({
    sources: cachedSourceStore(sources, systemClock),
    stream: kinesisMessageStream({
      client: createKinesisClient(),
      streamName: env.MESSAGES_STREAM_NAME,
    }),
    clock: systemClock,
    log: createLogger({ level: 'warn' }),
    emitMetrics: metricsOf(env.METRICS_STAGE),
    pause,
    random: Math.random,
  }),
);
