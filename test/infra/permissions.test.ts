import { describe, expect, it } from 'vitest';
import { permissionsOf } from './permissions-of.ts';
import { synthesize } from './synthesize.ts';

const dev = synthesize('dev');
const STAGES = [dev, synthesize('prod'), synthesize('local')];

const WRITES_ITS_LOG = ['logs:CreateLogStream its own/Log', 'logs:PutLogEvents its own/Log'];

/** What Lambda's poller does with the role of a function that reads the message stream. */
const READS_MESSAGES = [
  'kinesis:DescribeStream Messages',
  'kinesis:DescribeStreamSummary Messages',
  'kinesis:GetRecords Messages',
  'kinesis:GetShardIterator Messages',
  'kinesis:ListShards Messages',
  's3:ListBucket Quarantine',
  's3:PutObject Quarantine/aws/lambda/*',
];

/** Exactly what each function may do, beside writing its log. */
const EXPECTED: Record<string, string[]> = {
  Collect: ['dynamodb:GetItem Config', 'kinesis:PutRecords Messages'],
  Tail: [
    'dynamodb:GetItem Config',
    'kinesis:GetRecords Messages',
    'kinesis:GetShardIterator Messages',
    'kinesis:ListShards Messages',
  ],
  Archive: [...READS_MESSAGES, 's3:PutObject Lake/raw/*', 's3:PutObject Quarantine/messages/*'],
  Resolve: [
    ...READS_MESSAGES,
    'dynamodb:BatchGetItem Profiles',
    'dynamodb:PutItem Profiles',
    'dynamodb:Query Config',
    'dynamodb:Query Profiles',
    'dynamodb:UpdateItem Profiles',
    's3:PutObject Lake/resolved/*',
    'secretsmanager:GetSecretValue IdentifierKey',
  ],
  CompactMerge: [
    'dynamodb:DescribeStream Profiles#stream',
    'dynamodb:GetItem Profiles',
    'dynamodb:GetRecords Profiles#stream',
    'dynamodb:GetShardIterator Profiles#stream',
    'dynamodb:ListStreams Profiles/stream/*',
    'dynamodb:UpdateItem Profiles',
    'secretsmanager:GetSecretValue IdentifierKey',
    'sqs:SendMessage Resolve/CompactMergeFailures',
  ],
  ProfileApi: [
    'dynamodb:BatchGetItem Profiles',
    'dynamodb:GetItem Config',
    'dynamodb:Query Config',
    'secretsmanager:GetSecretValue IdentifierKey',
  ],
  ComputedTraitsApi: [
    'dynamodb:DeleteItem Config',
    'dynamodb:GetItem Config',
    'dynamodb:PutItem Config',
    'dynamodb:Query Config',
  ],
  Status: ['cloudwatch:GetMetricData *', 'dynamodb:GetItem Config'],
  Bootstrap: ['dynamodb:DeleteItem Config', 'dynamodb:PutItem Config', 'dynamodb:Query Config'],
  Console: [],
};

describe.each(STAGES.map((stage) => [stage.config.stage, stage] as const))('%s', (_, stage) => {
  const permissions = permissionsOf(stage);

  it.each(Object.entries(EXPECTED))('lets %s do exactly what it needs', (id, expected) => {
    expect(permissions[id]).toEqual([...expected, ...WRITES_ITS_LOG].sort());
  });

  it('has no function beyond those', () => {
    expect(Object.keys(permissions).sort()).toEqual(Object.keys(EXPECTED).sort());
  });
});

describe('every role', () => {
  const all = Object.values(permissionsOf(dev)).flat();

  it('names each action in full', () => {
    expect(all.filter((permission) => permission.split(' ')[0]?.includes('*'))).toEqual([]);
  });

  it('names a resource, except to read metrics, which have none', () => {
    expect(all.filter((permission) => permission.endsWith(' *'))).toEqual([
      'cloudwatch:GetMetricData *',
    ]);
  });

  it('belongs to one function', () => {
    const roles = dev
      .ofType('AWS::Lambda::Function')
      .map(({ properties }) => JSON.stringify(properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('is only its own policy, no managed one', () => {
    const managed = dev
      .ofType('AWS::IAM::Role')
      .filter(({ properties }) => properties.ManagedPolicyArns);
    expect(managed).toEqual([]);
  });
});
