import { HttpMethod, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import type { ServeConsoleEnv } from '../../functions/console/serve-console.contract.ts';
import { CdpFunction } from '../constructs/cdp-function.ts';
import type { CapabilityProps } from './capability-props.ts';

/** Serves the page from the API's own origin, which costs nothing while nobody looks at it. */
export class ConsoleCapability extends Construct {
  constructor(scope: Construct, id: string, { deployment, edge }: CapabilityProps) {
    super(scope, id);
    const serveConsole = new CdpFunction(this, 'Console', {
      deployment,
      bundle: 'console-serve-console',
      description: 'Serves the console: static files that lie beside its code.',
      environment: {} satisfies z.input<typeof ServeConsoleEnv>,
      memory: deployment.config.memory.rest,
      timeoutSeconds: 10,
    });
    edge.send({
      routes: [
        HttpRouteKey.with('/', HttpMethod.GET),
        HttpRouteKey.with('/console/{proxy+}', HttpMethod.GET),
      ],
      to: serveConsole,
      callersCheckedBy: 'functions/console/serve-console.test.ts',
    });
  }
}
