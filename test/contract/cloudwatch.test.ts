import {
  CloudWatchClient,
  GetMetricDataCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type CloudWatchService,
  createCloudWatchService,
} from '../../local/cloudwatch/cloudwatch-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

const MINUTE = 60_000;

let workplace: Workplace;
let clock: ManualClock;
let service: CloudWatchService;
let cloud: SmallCloud;
let client: CloudWatchClient;

beforeEach(async () => {
  workplace = openWorkplace();
  clock = new ManualClock();
  service = createCloudWatchService({ ...workplace, clock });
  cloud = await startSmallCloud(workplace, [service]);
  client = new CloudWatchClient(cloud.client);
});

afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const line = (values: Record<string, unknown>, Stage = 'local') =>
  JSON.stringify({
    _aws: {
      Timestamp: clock.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Tributary',
          Dimensions: [['Stage']],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Stage,
    ...values,
  });

async function get(stat: { Stat?: string; Period?: number; MetricName?: string; Stage?: string }) {
  const { Stat = 'Sum', Period = 86_400, MetricName = 'Accepted', Stage = 'local' } = stat;
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(clock.now() - 3 * 3_600_000),
      EndTime: new Date(clock.now() + MINUTE),
      MetricDataQueries: [
        {
          Id: 'q1',
          MetricStat: {
            Stat,
            Period,
            Metric: {
              Namespace: 'Tributary',
              MetricName,
              Dimensions: [{ Name: 'Stage', Value: Stage }],
            },
          },
        },
      ],
    }),
  );
  return MetricDataResults?.[0];
}

it('makes metrics of embedded log lines and sums them over a period', async () => {
  service.ingestLogLine('collect', line({ Accepted: 3, Quarantined: 1 }));
  clock.advance(2 * MINUTE);
  service.ingestLogLine('collect', line({ Accepted: 4 }));
  service.ingestLogLine('collect', line({ Accepted: 100 }, 'other'));
  expect(await get({})).toMatchObject({ Id: 'q1', Values: [7], StatusCode: 'Complete' });
  expect((await get({ MetricName: 'Quarantined' }))?.Values).toEqual([1]);
  expect((await get({ MetricName: 'Unknown' }))?.Values).toEqual([]);
});

it('gives one value per period that has any, newest first', async () => {
  const first = clock.now();
  service.ingestLogLine('f', line({ Accepted: 1 }));
  clock.advance(5 * MINUTE);
  service.ingestLogLine('f', line({ Accepted: 2 }));
  const result = await get({ Period: 60 });
  expect(result?.Values).toEqual([2, 1]);
  expect(result?.Timestamps).toEqual([new Date(first + 5 * MINUTE), new Date(first)]);
});

it('knows average, extremes and count, of lists of values too', async () => {
  service.ingestLogLine('f', line({ Accepted: [1, 2, 9] }));
  const value = async (Stat: string) => (await get({ Stat }))?.Values?.[0];
  expect(await value('Average')).toBe(4);
  expect(await value('Minimum')).toBe(1);
  expect(await value('Maximum')).toBe(9);
  expect(await value('SampleCount')).toBe(3);
});

it('passes over lines that embed no metrics', async () => {
  for (const other of ['', 'START RequestId', '{"level":"INFO"}', '{"_aws":', '{"_aws":7}']) {
    service.ingestLogLine('f', other);
  }
  service.ingestLogLine('f', `2026-01-15 INFO ${line({ Accepted: 1 })}`);
  expect((await get({}))?.Values).toEqual([]);
});

it('keeps metrics when the service is opened again', async () => {
  service.ingestLogLine('f', line({ Accepted: 5 }));
  createCloudWatchService({ ...workplace, clock }).ingestLogLine('f', line({ Accepted: 6 }));
  expect((await get({}))?.Values).toEqual([11]);
});

it('takes values by API', async () => {
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'Tributary',
      MetricData: [
        { MetricName: 'Accepted', Value: 2.5, Dimensions: [{ Name: 'Stage', Value: 'local' }] },
      ],
    }),
  );
  expect((await get({}))?.Values).toEqual([2.5]);
});

it('refuses what it would have to guess', async () => {
  await expect(get({ Stat: 'p99' })).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(get({ Period: 10 })).rejects.toMatchObject({ name: 'NotImplemented' });
});

it('asks for cloudwatch:GetMetricData on everything and counts the metrics asked for', async () => {
  cloud.takeUsage();
  await get({});
  expect(cloud.takeUsage()).toEqual({ cloudwatchMetrics: 1 });
  const call = { service: 'cloudwatch' as const, operation: 'GetMetricData', input: {} };
  const http = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
  };
  expect(service.authorize({ ...call, http })).toEqual([
    { action: 'cloudwatch:GetMetricData', resource: '*' },
  ]);
});
