import path from 'node:path';
import { createKinesisService, type KinesisService } from './kinesis/kinesis-service.ts';
import type { Resource } from './resource-model.ts';
import { createS3Service, type S3Service } from './s3/s3-service.ts';
import { createSecretsManagerService } from './secretsmanager/secrets-manager-service.ts';
import type { AwsService } from './service.ts';
import type { ServiceOptions } from './service-options.ts';

/** The services that keep the data, made from the template's resources. */
export interface StandIns {
  readonly kinesis: KinesisService;
  readonly s3: S3Service;
  /** All of them, as the gateway dispatches. */
  readonly services: readonly AwsService[];
}

/** Opens every stand-in service and creates what the template describes; what exists already is left as it is. */
export function createStandIns(
  resources: readonly Resource[],
  options: ServiceOptions & { readonly dataDir: string },
): StandIns {
  const kinesis = createKinesisService(options);
  const s3 = createS3Service({ ...options, directory: path.join(options.dataDir, 's3') });
  const secrets = createSecretsManagerService(options);
  const provision: Readonly<Record<string, (resource: Resource) => void>> = {
    'AWS::Kinesis::Stream': kinesis.provision,
    'AWS::S3::Bucket': s3.provision,
    'AWS::SecretsManager::Secret': secrets.provision,
  };
  for (const resource of resources) provision[resource.type]?.(resource);
  return { kinesis, s3, services: [kinesis, s3, secrets] };
}
