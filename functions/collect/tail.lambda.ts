import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { cachedTokenStore } from '../../shared/stores/cached-token-store.ts';
import { createDynamoClient } from '../../shared/stores/dynamo-client.ts';
import { dynamoTokenStore } from '../../shared/stores/dynamo-token-store.ts';
import { createKinesisClient } from '../../shared/stores/kinesis-client.ts';
import { kinesisMessageStreamReader } from '../../shared/stores/kinesis-message-stream-reader.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { TailEnv } from './tail.contract.ts';
import { createTail } from './tail.ts';

const env = TailEnv.parse(process.env);
const tokens = dynamoTokenStore({
  client: createDynamoClient(),
  tableName: env.CONFIG_TABLE_NAME,
});

export const handler = middy(
  apiHandler(
    createTail({
      tokens: cachedTokenStore(tokens, systemClock),
      stream: kinesisMessageStreamReader({
        client: createKinesisClient(),
        streamName: env.MESSAGES_STREAM_NAME,
      }),
      clock: systemClock,
    }),
    createLogger({ level: 'info' }),
  ),
);
