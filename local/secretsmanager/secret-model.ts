import { createHash } from 'node:crypto';
import type { Place, ResourceModel } from '../resource-model.ts';

/** `AWS::SecretsManager::Secret`, given or generated; encryption at rest has no meaning on a laptop. */
export const secretModel: ResourceModel = {
  type: 'AWS::SecretsManager::Secret',
  modelled: ['Name', 'GenerateSecretString', 'SecretString'],
  ignored: ['Description', 'KmsKeyId', 'Tags'],
  nameProperty: 'Name',
  ref: (physicalName, place) => secretArn(place, physicalName),
  attributes: (physicalName, place) => ({ Id: secretArn(place, physicalName) }),
};

/** The ARN of a secret. Amazon ends it in six random characters; here they come from the name, so that restarts agree. */
export function secretArn(place: Place, name: string): string {
  const suffix = createHash('sha256').update(name).digest('base64').replace(/[+/=]/g, '');
  return `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${name}-${suffix.slice(0, 6)}`;
}
