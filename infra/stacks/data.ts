import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Stores } from '../deployment.ts';

/** How long an overwritten or deleted object can be brought back. */
const NONCURRENT_DAYS = Duration.days(7);

/** Everything that would hurt to lose: tables, buckets, the stream and the key of the hashes. */
export class DataStack extends Stack {
  readonly stores: Stores;
  readonly #config: StageConfig;

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, { ...props, terminationProtection: props.config.protectData });
    this.#config = props.config;
    this.stores = {
      profiles: this.#table('Profiles', { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      config: this.#table('Config'),
      messages: this.#messages(),
      lake: this.#bucket('Lake'),
      quarantine: this.#bucket('Quarantine', {
        expiration: Duration.days(props.config.quarantineDays),
      }),
      identifierKey: this.#identifierKey(),
    };
  }

  #table(id: string, options: { stream?: StreamViewType } = {}): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      stream: options.stream,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: this.#config.protectData,
      removalPolicy: this.#removalPolicy,
    });
  }

  #messages(): Stream {
    return new Stream(this, 'Messages', {
      streamMode: StreamMode.PROVISIONED,
      shardCount: this.#config.streamShards,
      retentionPeriod: Duration.hours(this.#config.streamRetentionHours),
      encryption: StreamEncryption.MANAGED,
      removalPolicy: this.#removalPolicy,
    });
  }

  #bucket(id: string, rule: LifecycleRule = {}): Bucket {
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      lifecycleRules: [
        {
          ...rule,
          noncurrentVersionExpiration: NONCURRENT_DAYS,
          abortIncompleteMultipartUploadAfter: NONCURRENT_DAYS,
        },
      ],
      removalPolicy: this.#removalPolicy,
    });
    acknowledge(bucket, {
      rule: 'AwsSolutions-S1',
      risk: 'without server access logs a read by a stolen role leaves no trace in the bucket; such logs would be a further store of personal data in object names, and only listed roles can read at all.',
      coveredBy: 'test/infra/permissions.test.ts',
    });
    return bucket;
  }

  /** Changing this key would orphan every identifier of every profile, so it is made once and never rotated. */
  #identifierKey(): Secret {
    const secret = new Secret(this, 'IdentifierKey', {
      description:
        'HMAC key of the identifier hashes in the profiles table. Never rotate or delete.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: this.#removalPolicy,
    });
    acknowledge(secret, {
      rule: 'AwsSolutions-SMG4',
      risk: 'a leaked key stays valid and lets its holder test guesses of identifiers against hashes; rotating it would detach every identifier from its profile.',
      coveredBy: 'test/infra/permissions.test.ts',
    });
    return secret;
  }

  get #removalPolicy(): RemovalPolicy {
    return this.#config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }
}
