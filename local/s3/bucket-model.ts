import type { Place, ResourceModel } from '../resource-model.ts';

/**
 * `AWS::S3::Bucket`. Versioning and the life cycle of noncurrent versions are ignored because the stand-in keeps the
 * current version only.
 */
export const s3BucketModel: ResourceModel = {
  type: 'AWS::S3::Bucket',
  modelled: ['BucketName'],
  ignored: [
    'BucketEncryption',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  nameProperty: 'BucketName',
  ref: (physicalName) => physicalName,
  attributes: (physicalName, place) => ({
    Arn: bucketArn(physicalName),
    DomainName: `${physicalName}.s3.amazonaws.com`,
    RegionalDomainName: regionalDomain(physicalName, place),
  }),
};

/** `AWS::S3::BucketPolicy`: accepted; resource policies are asserted by the infra tests instead. */
export const s3BucketPolicyModel: ResourceModel = {
  type: 'AWS::S3::BucketPolicy',
  modelled: [],
  ignored: ['Bucket', 'PolicyDocument'],
  ref: (physicalName) => physicalName,
  attributes: () => ({}),
};

/** The ARN of a bucket, or of one object in it. */
export function bucketArn(bucket: string, key?: string): string {
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

function regionalDomain(bucket: string, { region }: Place): string {
  return `${bucket}.s3.${region}.amazonaws.com`;
}
