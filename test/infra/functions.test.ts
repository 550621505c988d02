import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const STAGES = [synthesize('dev'), synthesize('prod'), synthesize('local')];

describe.each(STAGES.map((stage) => [stage.config.stage, stage] as const))('%s', (_, stage) => {
  it.each(stage.ofType('AWS::Lambda::Function'))('runs $path on Node 24 and arm64', (lambda) => {
    expect(lambda.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
  });

  it.each(stage.ofType('AWS::Lambda::Function'))('$path logs JSON to its own group', (lambda) => {
    const group = stage.at(lambda.path.replace(/Function$/, 'Log'));
    expect(lambda.properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: stage.config.systemLogLevel,
      LogGroup: { Ref: group.logicalId },
    });
  });

  it.each(stage.ofType('AWS::Logs::LogGroup'))('$path forgets', ({ properties }) => {
    expect(properties.RetentionInDays).toBe(stage.config.logDays);
  });

  it('makes nothing that only CloudFormation could run', () => {
    const custom = stage.resources.filter(({ type }) =>
      /^(Custom::|AWS::CloudFormation::)/.test(type),
    );
    expect(custom).toEqual([]);
  });
});

it('has no further stage', () => {
  expect(() => synthesize('qa' as 'dev')).toThrow(
    "no such stage, got 'qa', expected dev, prod, local",
  );
});
