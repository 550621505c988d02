import type { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Things whose names are not known beforehand, below a resource of another stack. */
export interface Below {
  readonly owner: Stack;
  /** ARN of the resource they lie below. */
  readonly arn: string;
  /** What their own names start with, ending in a slash. */
  readonly path: string;
}

/** The objects of `bucket` whose keys start with `path`. */
export function objectsIn(bucket: IBucket, path: `${string}/`): Below {
  return { owner: bucket.stack, arn: bucket.bucketArn, path };
}

/** The change streams of `table`; a table gets a new one whenever its stream is switched on. */
export function streamsOf(table: ITable): Below {
  return { owner: table.stack, arn: table.tableArn, path: 'stream/' };
}

/** The id of cdk-nag's finding about a wildcard over `below`: it names resources by their export. */
export function wildcardFinding({ owner, arn, path }: Below): string {
  const exportName: string = owner.resolve(owner.exportValue(arn))['Fn::ImportValue'];
  return `AwsSolutions-IAM5[Resource::${exportName}/${path}*]`;
}
