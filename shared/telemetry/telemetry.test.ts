import { describe, expect, it } from 'vitest';
import { createLogger, errorFields } from './log.ts';
import { metricsLine } from './metrics.ts';

describe('createLogger', () => {
  it('writes one JSON line per event at or above its level', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'warn', write: (line) => lines.push(line) });
    log.info('ignored');
    log.warn('stream_refused', { records: 3 });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', event: 'stream_refused', records: 3 },
    ]);
  });

  it('cannot be made to overwrite its own fields or to break a line', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', write: (line) => lines.push(line) });
    log.error('failed', { level: 'debug', source: 'a\n{"level":"info"}' });
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error' });
  });
});

describe('errorFields', () => {
  it('names an error without its message', () => {
    const error = Object.assign(new RangeError('bad value ada@example.com'), { code: 'E_BAD' });
    expect(errorFields(error)).toEqual({ error: 'RangeError', code: 'E_BAD' });
    expect(errorFields('text')).toEqual({ error: 'string' });
  });
});

describe('metricsLine', () => {
  const emission = { namespace: 'Tributary', stage: 'dev' };

  it('is the embedded metric format', () => {
    const line = metricsLine({ ...emission, counts: { MessagesAccepted: 2, Zero: 0 } }, 1000);
    expect(JSON.parse(line ?? '')).toEqual({
      _aws: {
        Timestamp: 1000,
        CloudWatchMetrics: [
          {
            Namespace: 'Tributary',
            Dimensions: [['Stage']],
            Metrics: [{ Name: 'MessagesAccepted', Unit: 'Count' }],
          },
        ],
      },
      Stage: 'dev',
      MessagesAccepted: 2,
    });
  });

  it('is nothing when nothing was counted', () => {
    expect(metricsLine({ ...emission, counts: { MessagesAccepted: 0 } }, 1000)).toBeUndefined();
  });
});
