import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Resource } from '../../local/resource-model.ts';
import { secretModel } from '../../local/secretsmanager/secret-model.ts';
import {
  createSecretsManagerService,
  type SecretsManagerService,
} from '../../local/secretsmanager/secrets-manager-service.ts';
import {
  ManualClock,
  openWorkplace,
  type SmallCloud,
  startSmallCloud,
  type Workplace,
} from './event-sources.cloud.ts';

let workplace: Workplace;
let service: SecretsManagerService;
let cloud: SmallCloud;
let client: SecretsManagerClient;

beforeEach(async () => {
  workplace = openWorkplace();
  service = createSecretsManagerService({ ...workplace, clock: new ManualClock() });
  cloud = await startSmallCloud(workplace, [service]);
  client = new SecretsManagerClient(cloud.client);
});

afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const secret = (physicalName: string, properties: Resource['properties']): Resource => ({
  stack: 'data',
  logicalId: 'Secret',
  type: 'AWS::SecretsManager::Secret',
  physicalName,
  properties,
});

const value = async (SecretId: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

it('generates a secret once, by its recipe, and gives it out by ARN and by name', async () => {
  const recipe = { PasswordLength: 44, ExcludePunctuation: true, ExcludeCharacters: 'Il1O0' };
  service.provision(secret('identifier-key', { GenerateSecretString: recipe }));
  const arn = secretModel.ref('identifier-key', workplace.place);
  const first = await value(arn);
  expect(first).toMatch(/^[A-HJ-NP-Za-km-z2-9]{44}$/);
  service.provision(secret('identifier-key', { GenerateSecretString: recipe }));
  expect(await value('identifier-key')).toBe(first);
  expect(await value(arn.slice(0, -7))).toBe(first);
});

it('keeps a generated secret when the service is opened again', async () => {
  service.provision(secret('key', { GenerateSecretString: {} }));
  const before = await value('key');
  const again = createSecretsManagerService({ ...workplace, clock: new ManualClock() });
  again.provision(secret('key', { GenerateSecretString: {} }));
  expect(await value('key')).toBe(before);
});

it('puts a generated password into the JSON of the template', async () => {
  const recipe = { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'pass' };
  service.provision(secret('login', { GenerateSecretString: recipe }));
  const { user, pass } = JSON.parse((await value('login')) ?? '');
  expect(user).toBe('a');
  expect(pass).toHaveLength(32);
});

it('describes a secret without its value', async () => {
  service.provision(secret('key', { SecretString: 'given' }));
  const description = await client.send(new DescribeSecretCommand({ SecretId: 'key' }));
  expect(description.ARN).toBe(secretModel.ref('key', workplace.place));
  expect(JSON.stringify(description)).not.toContain('given');
});

it('fails for a secret or a version that does not exist', async () => {
  service.provision(secret('key', { SecretString: 'given' }));
  const attempts = [{ SecretId: 'other' }, { SecretId: 'key', VersionStage: 'AWSPREVIOUS' }];
  for (const input of attempts) {
    await expect(client.send(new GetSecretValueCommand(input))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  }
});

it('refuses a recipe with a member it does not know', () => {
  const recipe = { PasswordLenght: 9 };
  expect(() => service.provision(secret('key', { GenerateSecretString: recipe }))).toThrow(
    'PasswordLenght',
  );
});
