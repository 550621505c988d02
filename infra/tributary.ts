import type { App, Environment } from 'aws-cdk-lib';
import type { Deployment } from './deployment.ts';
import { DataStack } from './stacks/data.ts';
import { PipelineStack } from './stacks/pipeline.ts';

/** Adds the two stacks of one deployment to `app`. References only ever go from the pipeline to the data. */
export function addTributary(
  app: App,
  options: { deployment: Deployment; env: Environment },
): { data: DataStack; pipeline: PipelineStack } {
  const { deployment, env } = options;
  const name = `tributary-${deployment.config.stage}`;
  const data = new DataStack(app, `${name}-data`, { env, config: deployment.config });
  const pipeline = new PipelineStack(app, `${name}-pipeline`, {
    env,
    deployment,
    stores: data.stores,
  });
  return { data, pipeline };
}
