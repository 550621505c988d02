import { App, type Environment, Validations } from 'aws-cdk-lib';
import { BUNDLES } from './bundling/entries.ts';
import { type StageConfig, stageConfig } from './config.ts';
import { addTributary } from './tributary.ts';

// The CDK's analytics resource lists regions by name, and differs between the CLI and a bare run.
const app = new App({ analyticsReporting: false });
const config = stageConfig(String(app.node.tryGetContext('stage') ?? 'dev'));

addTributary(app, { deployment: { config, bundles: BUNDLES }, env: environmentOf(config) });

// `npm start` waits for this file, and test/infra holds the local stage to the same rules.
if (config.stage !== 'local') {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
app.synth();

/** A laptop is an account and a region as well; elsewhere the CLI knows them, or nobody does and both stay open. */
function environmentOf({ stage }: StageConfig): Environment {
  if (stage === 'local') return { account: '000000000000', region: 'us-east-1' };
  return { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
}
