/**
 * Takes the place of the SDK's default credential chain in every bundle.
 *
 * The chain looks in the environment, in profile files, at SSO, at process and web identity providers
 * and at the metadata service. Lambda always hands a Node function its role's credentials in the
 * environment, fixed for the life of the execution environment, so the rest is code that every cold
 * start loads and never runs.
 */
export function defaultProvider(): () => Promise<EnvironmentCredentials> {
  return async () => credentialsFrom(process.env);
}

interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function credentialsFrom(env: NodeJS.ProcessEnv): EnvironmentCredentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error('no credentials in the environment, expected AWS_ACCESS_KEY_ID and its secret');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
