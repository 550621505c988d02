import { describe, expect, it } from 'vitest';
import { nameOf } from './permissions-of.ts';
import { synthesize } from './synthesize.ts';

const dev = synthesize('dev');
const prod = synthesize('prod');

const STORES = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::Kinesis::Stream',
  'AWS::SecretsManager::Secret',
];

describe('a table', () => {
  it.each(dev.ofType('AWS::DynamoDB::Table'))('$path is paid by use and restorable', (table) => {
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  it('of profiles streams old and new images', () => {
    expect(dev.at('Profiles').properties.StreamSpecification).toEqual({
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });
});

describe('the message stream', () => {
  const { properties } = prod.at('Messages');

  it('keeps messages for 72 hours', () => expect(properties.RetentionPeriodHours).toBe(72));

  it('is encrypted', () => expect(properties.StreamEncryption.EncryptionType).toBe('KMS'));
});

describe('the identifier key', () => {
  it('is generated with at least 32 characters', () => {
    const { GenerateSecretString } = dev.at('IdentifierKey').properties;
    expect(GenerateSecretString.PasswordLength).toBeGreaterThanOrEqual(32);
  });
});

describe('a bucket', () => {
  const buckets = prod.ofType('AWS::S3::Bucket');

  it.each(buckets)('$path is encrypted and closed to the public', ({ properties }) => {
    const [rule] = properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256');
    expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual(Array(4).fill(true));
  });

  it.each(buckets)('$path keeps old versions for seven days', ({ properties }) => {
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const [rule] = properties.LifecycleConfiguration.Rules;
    expect(rule).toMatchObject({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    });
  });

  it.each(buckets)('$path refuses requests without TLS', ({ path }) => {
    const policy = prod
      .ofType('AWS::S3::BucketPolicy')
      .find(({ properties }) => nameOf(prod, properties.Bucket) === path);
    const statements = policy?.properties.PolicyDocument.Statement ?? [];
    const denial = statements.find(
      (statement: { Condition?: { Bool?: Record<string, string> } }) =>
        statement.Condition?.Bool?.['aws:SecureTransport'] === 'false',
    );
    expect(denial).toMatchObject({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' } });
    expect(denial.Resource.map((one: unknown) => nameOf(prod, one))).toEqual([path, `${path}/*`]);
  });

  it('of quarantine empties itself, the lake does not', () => {
    const rule = (path: string) => prod.at(path).properties.LifecycleConfiguration.Rules[0];
    expect(rule('Quarantine').ExpirationInDays).toBe(prod.config.quarantineDays);
    expect(rule('Lake').ExpirationInDays).toBeUndefined();
  });
});

describe('production', () => {
  it.each(STORES.flatMap((type) => prod.ofType(type)))('retains $path', ({ deletionPolicy }) => {
    expect(deletionPolicy).toBe('Retain');
  });

  it.each(prod.ofType('AWS::DynamoDB::Table'))('protects $path from deletion', (table) => {
    expect(table.properties.DeletionProtectionEnabled).toBe(true);
  });

  it('protects both stacks from termination', () => {
    expect(prod.terminationProtection).toEqual([true, true]);
  });
});

describe('development', () => {
  it.each(STORES.flatMap((type) => dev.ofType(type)))('deletes $path with its stack', (store) => {
    expect(store.deletionPolicy).toBe('Delete');
  });

  it('lets its stacks be deleted', () => expect(dev.terminationProtection).toEqual([false, false]));
});
