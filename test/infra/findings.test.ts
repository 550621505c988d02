import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const ROOT = join(import.meta.dirname, '../..');
// Synthesizing throws when the CDK's own CloudFormation validator finds anything.
const STAGES = [
  synthesize('dev', { validate: true }),
  synthesize('prod', { validate: true, alarmEmail: 'on-call@example.com' }),
  synthesize('local', { validate: true }),
];

describe.each(STAGES.map((stage) => [stage.config.stage, stage] as const))('%s', (_, { app }) => {
  it('leaves no finding of cdk-nag unacknowledged', () => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations).toEqual([]);
  });

  const acknowledged = app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([rule, reason]) => ({ path: construct.node.path, rule, reason })),
  );

  it('acknowledges some findings', () => expect(acknowledged.length).toBeGreaterThan(5));

  it.each(acknowledged)('$rule names resource, risk and test', ({ path, reason }) => {
    const [, resource, risk, test = ''] =
      /^(tributary.*?): (.{40,}) Covered by (\S+)\.$/.exec(reason) ?? [];
    expect(resource).toBe(path);
    expect(risk).toBeDefined();
    expect(existsSync(join(ROOT, test)), test).toBe(true);
  });
});
