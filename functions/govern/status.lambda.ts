import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { cloudwatchMetricStore } from '../../shared/stores/cloudwatch-metric-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { StatusEnv } from './status.contract.ts';
import { status } from './status.ts';

const env = StatusEnv.parse(process.env);
const config = { client: createDynamoClient(), tableName: env.CONFIG_TABLE_NAME };

export const handler = middy(
  apiHandler(
    status({
      tokens: cachedTokenStore(dynamoTokenStore(config), systemClock),
      metrics: cloudwatchMetricStore({ stage: env.METRICS_STAGE }),
      clock: systemClock,
    }),
    createLogger({ level: 'info' }),
  ),
);
