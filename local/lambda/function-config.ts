import type { Place, Resource } from '../resource-model.ts';
import { StartError } from '../start-error.ts';
import { functionArn } from './models.ts';

/** One function of the template, ready to run. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Directory of the unpacked asset. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly logFormat: 'JSON' | 'Text';
  readonly logLevel: string;
  /** Lambda writes START, END and REPORT lines (billed as log bytes). */
  readonly platformLogs: boolean;
  /** Most invocations at once, when the template reserves a number. */
  readonly reservedConcurrency?: number;
}

interface FunctionProperties {
  readonly Code: { readonly S3Key?: string };
  readonly Handler: string;
  readonly Runtime: string;
  readonly Role: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly LoggingConfig?: {
    readonly LogFormat?: 'JSON' | 'Text';
    readonly ApplicationLogLevel?: string;
    readonly SystemLogLevel?: string;
  };
}

/** Reads an `AWS::Lambda::Function`. Throws `StartError` when its runtime is not Node or its asset is missing. */
export function readFunction(
  resource: Resource,
  context: { readonly assets: ReadonlyMap<string, string>; readonly place: Place },
): FunctionConfig {
  const properties = resource.properties as unknown as FunctionProperties; // CloudFormation's schema
  const label = `${resource.stack}/${resource.logicalId}`;
  if (!properties.Runtime.startsWith('nodejs')) {
    throw new StartError(`${label} has runtime ${properties.Runtime}, expected a Node.js one`);
  }
  const hash = properties.Code.S3Key?.replace(/\.zip$/, '') ?? '';
  const taskRoot = context.assets.get(hash);
  if (!taskRoot) {
    throw new StartError(`${label} has no asset in the cloud assembly, run \`npm run synth\``);
  }
  const logging = properties.LoggingConfig ?? {};
  return {
    name: resource.physicalName,
    arn: functionArn(context.place, resource.physicalName),
    roleArn: properties.Role,
    taskRoot,
    handler: properties.Handler,
    environment: properties.Environment?.Variables ?? {},
    timeoutMs: (properties.Timeout ?? 3) * 1000,
    memoryMb: properties.MemorySize ?? 128,
    logFormat: logging.LogFormat ?? 'Text',
    logLevel: logging.ApplicationLogLevel ?? 'INFO',
    platformLogs: (logging.SystemLogLevel ?? 'INFO') !== 'WARN',
    reservedConcurrency: properties.ReservedConcurrentExecutions,
  };
}
