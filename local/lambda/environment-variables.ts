import type { Place } from '../resource-model.ts';
import type { FunctionConfig } from './function-config.ts';

/** Where a function runs: the cloud's place, and a file that does not exist to stand for AWS profiles. */
export interface RuntimePlace extends Place {
  /** Keeps the developer's own `~/.aws` out of the functions. */
  readonly noProfileFile: string;
}

/**
 * The whole environment of a function, as Lambda sets it. Nothing of the laptop's own environment leaks in, so
 * a variable missing in the template is missing here. `AWS_ENDPOINT_URL` is the only addition.
 */
export function environmentVariables(
  config: FunctionConfig,
  run: { readonly place: RuntimePlace; readonly accessKeyId: string },
): Record<string, string> {
  const { region, url, noProfileFile } = run.place;
  return {
    ...config.environment,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: run.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'not-verified-by-the-laptop-cloud',
    AWS_SESSION_TOKEN: 'not-verified-by-the-laptop-cloud',
    AWS_CONFIG_FILE: noProfileFile,
    AWS_SHARED_CREDENTIALS_FILE: noProfileFile,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: config.logFormat,
    ...(config.logFormat === 'JSON' && { AWS_LAMBDA_LOG_LEVEL: config.logLevel }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: run.accessKeyId,
    LAMBDA_TASK_ROOT: config.taskRoot,
    _HANDLER: config.handler,
    TZ: ':UTC',
  };
}
