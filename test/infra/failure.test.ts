import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameOf } from './permissions-of.ts';
import { synthesize } from './synthesize.ts';

const prod = synthesize('prod');
const mappings = prod.ofType('AWS::Lambda::EventSourceMapping');
const onFailure = mappings.map(({ properties }) =>
  nameOf(prod, properties.DestinationConfig?.OnFailure?.Destination),
);

describe('every event source mapping', () => {
  it('says where records go that it gives up on', () => {
    expect(onFailure.sort()).toEqual(['Quarantine', 'Quarantine', 'Resolve/CompactMergeFailures']);
  });

  it.each(mappings)('$path reports single failures and splits failed batches', (mapping) => {
    expect(mapping.properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      StartingPosition: 'TRIM_HORIZON',
    });
  });
});

describe('a consumer of messages', () => {
  const consumers = mappings.filter(
    ({ properties }) => nameOf(prod, properties.EventSourceArn) === 'Messages',
  );

  it('is archive or resolve', () => expect(consumers).toHaveLength(2));

  it.each(consumers)('$path retries until the record expires', ({ properties }) => {
    expect(properties.MaximumRetryAttempts).toBe(-1);
    expect(properties.MaximumRecordAgeInSeconds ?? -1).toBe(-1);
  });
});

describe('the consumer of profile changes', () => {
  const { properties } = prod.at('Resolve/CompactMergeChanges');

  it('sees only writes with an outbox', () => {
    const [filter] = properties.FilterCriteria.Filters;
    expect(JSON.parse(filter.Pattern)).toEqual({ dynamodb: { NewImage: { o: { S: ['1'] } } } });
  });

  it('gives up after ten retries', () => expect(properties.MaximumRetryAttempts).toBe(10));
});

describe('every queue', () => {
  const queues = prod.ofType('AWS::SQS::Queue');
  const deadLetters = queues.flatMap(({ properties }) =>
    properties.RedrivePolicy ? [nameOf(prod, properties.RedrivePolicy.deadLetterTargetArn)] : [],
  );

  it.each(queues)('$path has a dead-letter queue or is one', ({ path, properties }) => {
    const isDeadLetterQueue = [...onFailure, ...deadLetters].includes(path);
    expect(isDeadLetterQueue || properties.RedrivePolicy !== undefined).toBe(true);
  });

  it.each(queues)('$path is encrypted and keeps messages for 14 days', ({ properties }) => {
    expect(properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });
});

/** Chapters of the runbook that no alarm points to. */
const GENERAL_CHAPTERS = ['where-to-look', 'restoring-data'];

describe('every alarm', () => {
  const alarms = prod.ofType('AWS::CloudWatch::Alarm');
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );

  it.each(alarms)('$path has a sentence and a place in the runbook', ({ properties }) => {
    const [, sentence, anchor] =
      /^([A-Z].{20,}\.) Runbook: docs\/runbook\.md#([a-z0-9-]+)$/.exec(
        properties.AlarmDescription,
      ) ?? [];
    expect(sentence).toBeDefined();
    expect(anchors).toContain(anchor);
  });

  it.each(alarms)('$path takes silence for health', ({ properties }) => {
    expect(properties.TreatMissingData).toBe('notBreaching');
  });

  it('has a chapter of the runbook that is about it, and no chapter is about nothing', () => {
    const used = alarms.map(({ properties }) => properties.AlarmDescription.split('#')[1]);
    expect([...new Set(used)].sort()).toEqual(
      [...anchors].filter((anchor) => !GENERAL_CHAPTERS.includes(anchor)).sort(),
    );
  });

  it('covers lag of both consumers, failures, refusals and quarantine', () => {
    const watched = alarms.map(({ properties }) => properties.MetricName);
    const functions = prod.ofType('AWS::Lambda::Function').length;
    expect(watched.filter((name) => name === 'Errors')).toHaveLength(functions);
    expect(watched.filter((name) => name !== 'Errors').sort()).toEqual([
      '5xx',
      'ApproximateNumberOfMessagesVisible',
      'IteratorAge',
      'IteratorAge',
      'MessagesQuarantined',
      'MessagesUnstorable',
    ]);
  });

  it('tells somebody when the stage names an address', () => {
    const stage = synthesize('dev', { alarmEmail: 'on-call@example.com' });
    const topic = stage.at('Alarms').logicalId;
    for (const { properties } of stage.ofType('AWS::CloudWatch::Alarm')) {
      expect(properties.AlarmActions).toEqual([{ Ref: topic }]);
    }
  });
});
