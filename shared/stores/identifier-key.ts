import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { UnavailableError } from '../kernel/errors.ts';
import { clientSettings } from './client-settings.ts';
import { type HashIdentifier, identifierHasher } from './profile-keys.ts';

/** Gives the identifier hash, once the key is at hand. */
export type IdentifierHashSource = () => Promise<HashIdentifier>;

/**
 * The identifier hash under the key in Secrets Manager, read at first use and kept for the life of the
 * execution environment; a failed read is tried again at the next use.
 */
export function secretIdentifierHash(secretArn: string): IdentifierHashSource {
  const client = new SecretsManagerClient({ ...clientSettings(), maxAttempts: 3 });
  let reading: Promise<HashIdentifier> | undefined;
  return () => {
    reading ??= readHasher(client, secretArn).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

async function readHasher(
  client: SecretsManagerClient,
  secretArn: string,
): Promise<HashIdentifier> {
  const reply = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  if (!reply.SecretString) throw new UnavailableError('identifier key is empty, expected a string');
  return identifierHasher(reply.SecretString);
}
