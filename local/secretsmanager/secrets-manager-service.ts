import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { optionalString, stringInput } from '../call-input.ts';
import type { Place, Resource } from '../resource-model.ts';
import { AwsError, type AwsService, jsonReply, notImplemented } from '../service.ts';
import type { ServiceOptions } from '../service-options.ts';
import { generateSecret } from './generate-secret.ts';
import { secretArn } from './secret-model.ts';

/** AWS Secrets Manager: secrets of the template, generated once and kept. */
export interface SecretsManagerService extends AwsService {
  /** Creates the secret an `AWS::SecretsManager::Secret` describes; a generated value is never generated again. */
  provision(resource: Resource): void;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
  readonly createdAt: number;
}

const FILE = 'local/secretsmanager/secrets-manager-service.ts';
const CURRENT = 'AWSCURRENT';

/** Opens the secrets kept in `database`. */
export function createSecretsManagerService({
  database,
  clock,
  place,
}: ServiceOptions): SecretsManagerService {
  database.exec(`CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL,
    version_id TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT`);
  return {
    id: 'secretsmanager',
    authorize: ({ operation, input }) => {
      const id = stringInput(input, 'SecretId');
      const resource = findSecret(database, place, id)?.arn ?? secretArn(place, id);
      return [{ action: `secretsmanager:${operation}`, resource }];
    },
    async handle({ operation, input }) {
      const describe = OPERATIONS.get(operation);
      if (!describe) throw notImplemented(`Secrets Manager ${operation}`, FILE);
      const secret = findSecret(database, place, stringInput(input, 'SecretId'));
      if (!secret || !isCurrent(secret, input)) throw notFound();
      return jsonReply(describe(secret), { secretsManagerRequests: 1 });
    },
    provision: (resource) => provision({ database, now: clock.now(), resource }),
  };
}

const OPERATIONS = new Map<string, (secret: Secret) => Record<string, unknown>>([
  [
    'GetSecretValue',
    ({ arn, name, value, versionId, createdAt }: Secret) => ({
      ARN: arn,
      Name: name,
      SecretString: value,
      VersionId: versionId,
      VersionStages: [CURRENT],
      CreatedDate: createdAt / 1000,
    }),
  ],
  [
    'DescribeSecret',
    ({ arn, name, versionId, createdAt }: Secret) => ({
      ARN: arn,
      Name: name,
      CreatedDate: createdAt / 1000,
      LastChangedDate: createdAt / 1000,
      VersionIdsToStages: { [versionId]: [CURRENT] },
    }),
  ],
]);

function provision(options: { database: DatabaseSync; now: number; resource: Resource }): void {
  const { physicalName, properties, logicalId } = options.resource;
  const { SecretString: given, GenerateSecretString: recipe } = properties;
  const known = options.database
    .prepare('SELECT value FROM secret WHERE name = ?')
    .get(physicalName);
  if (known && (given === undefined || known.value === given)) return;
  if (given === undefined && recipe === undefined) {
    throw new Error(`secret ${logicalId} has neither SecretString nor GenerateSecretString`);
  }
  const value = given === undefined ? generateSecret(recipe as object) : String(given); // as CloudFormation defines it
  options.database
    .prepare('INSERT OR REPLACE INTO secret VALUES (?, ?, ?, ?)')
    .run(physicalName, value, randomUUID(), options.now);
}

/** A secret by its name, its ARN, or its ARN without the six random characters. */
function findSecret(database: DatabaseSync, place: Place, id: string): Secret | undefined {
  for (const row of database.prepare('SELECT * FROM secret').all()) {
    const name = String(row.name);
    const arn = secretArn(place, name);
    if (id !== name && id !== arn && id !== arn.slice(0, -7)) continue;
    return {
      arn,
      name,
      value: String(row.value),
      versionId: String(row.version_id),
      createdAt: Number(row.created_at),
    };
  }
  return undefined;
}

function isCurrent(secret: Secret, input: Readonly<Record<string, unknown>>): boolean {
  const stage = optionalString(input, 'VersionStage') ?? CURRENT;
  const version = optionalString(input, 'VersionId') ?? secret.versionId;
  return stage === CURRENT && version === secret.versionId;
}

function notFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}
