import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { StageConfig } from './config.ts';

/** What is being deployed: a stage, and the folder of function bundles `infra/build.ts` made. */
export interface Deployment {
  readonly config: StageConfig;
  readonly bundles: string;
}

/** The places data lives in; made by the data stack, used by the capabilities. */
export interface Stores {
  readonly profiles: ITable;
  readonly config: ITable;
  readonly messages: IStream;
  readonly lake: IBucket;
  readonly quarantine: IBucket;
  /** The HMAC key of identifier hashes. */
  readonly identifierKey: ISecret;
}
