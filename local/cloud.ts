import path from 'node:path';
import { createFaultPlan, type FaultPlan } from './gateway/faults.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Listener, listen } from './gateway/listen.ts';
import { jsonAnswer, type WireHandler } from './gateway/wire.ts';
import { createHttpApi } from './http-api/http-api.ts';
import { readHttpApi } from './http-api/read-http-api.ts';
import { createPrincipals } from './iam/principals.ts';
import { rolePolicies } from './iam/role-policies.ts';
import { readFunction } from './lambda/function-config.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { createLambdaService } from './lambda/lambda-service.ts';
import { createLogSink } from './lambda/log-sink.ts';
import { localEndpoint } from './local-endpoints.ts';
import { createMeter, type Meter } from './meter/meter.ts';
import type { Place, Resource } from './resource-model.ts';
import type { LocalClock } from './service-options.ts';
import { createStandIns, type StandIns } from './stand-ins.ts';
import { openState, type State } from './state.ts';
import { loadAssembly } from './template/assembly.ts';
import { allModels } from './template/models.ts';
import { resolveAssembly } from './template/resolve-assembly.ts';

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
/** How long a stop waits for invocations and requests under way. */
const GRACE_MS = 10_000;

/** How to start a cloud. */
export interface CloudOptions {
  /** Where state lies; created when missing, taken for this process alone. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** Default: the system's. */
  readonly clock?: LocalClock;
  /** A stand-in failed in a way AWS has no name for. Default: print it. */
  readonly onDefect?: (error: unknown) => void;
}

/** A running laptop cloud. */
export interface Cloud {
  /** Base URL of everything: the HTTP API and every AWS service. */
  readonly url: string;
  /** Outputs of all stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly Resource[];
  readonly lambda: Lambda;
  readonly standIns: StandIns;
  readonly faults: FaultPlan;
  readonly meter: Meter;
  /** Finishes what is under way, ends all workers, closes port and files. */
  stop(): Promise<void>;
}

/**
 * Runs a synthesized app: opens the port, resolves the template against it, makes the services, functions and
 * the HTTP API. Throws `StartError` for whatever the person at the keyboard can mend.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const state = openState(path.resolve(options.dataDir));
  let handler: WireHandler = async () => jsonAnswer(503, { message: 'the cloud is starting' });
  let listener: Listener | undefined;
  try {
    listener = await listen(options.port, (request) => handler(request));
    const cloud = assemble({ options, state, listener });
    handler = cloud.handler;
    return cloud;
  } catch (error) {
    await listener?.close(0);
    state.close();
    throw error;
  }
}

function assemble(at: {
  options: CloudOptions;
  state: State;
  listener: Listener;
}): Cloud & { handler: WireHandler } {
  const { options, state, listener } = at;
  const url = `http://127.0.0.1:${listener.port}`;
  const place: Place = { account: ACCOUNT, region: REGION, url };
  const clock = options.clock ?? { now: () => Date.now() };
  const assembly = loadAssembly(path.resolve(options.assemblyDir));
  const { resources, outputs } = resolveAssembly(assembly, allModels(), place);
  const meter = createMeter(state.database);
  const standIns = createStandIns(resources, {
    database: state.database,
    dataDir: state.directory,
    clock,
    place,
  });
  const principals = createPrincipals(ACCOUNT);
  const lambda = createLambda({
    functions: resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map((resource) => readFunction(resource, { assets: assembly.assets, place })),
    policies: rolePolicies(resources, place),
    principals,
    place: { ...place, noProfileFile: path.join(state.directory, 'no-aws-profile') },
    logs: createLogSink({ directory: path.join(state.directory, 'logs'), listeners: [] }),
    meter,
  });
  const faults = createFaultPlan();
  const services = [...standIns.services, createLambdaService(lambda)];
  const handler = createGateway({
    services: new Map(services.map((service) => [service.id, service])),
    principals,
    faults,
    meter,
    unsigned: unsignedHandler({ resources, lambda, meter, place, clock }),
    onDefect: options.onDefect ?? ((error) => console.error(error)),
  });
  const stop = async () => {
    await lambda.close(GRACE_MS);
    await listener.close(GRACE_MS);
    meter.close();
    state.close();
  };
  return { url, outputs, resources, lambda, standIns, faults, meter, stop, handler };
}

function unsignedHandler(options: {
  resources: readonly Resource[];
  lambda: Lambda;
  meter: Meter;
  place: Place;
  clock: LocalClock;
}): WireHandler {
  const api = readHttpApi(options.resources);
  const httpApi = api && createHttpApi({ ...options, api });
  return async (request) => {
    const own = localEndpoint(request, options.meter);
    if (own) return own;
    return httpApi ? httpApi(request) : jsonAnswer(404, { message: 'Not Found' });
  };
}
