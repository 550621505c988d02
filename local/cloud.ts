import path from 'node:path';
import type { EventSources } from './event-sources/event-sources.ts';
import { createFaultPlan, type FaultPlan } from './gateway/faults.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Listener, listen } from './gateway/listen.ts';
import { jsonAnswer, type WireHandler } from './gateway/wire.ts';
import { createPrincipals, type Principals } from './iam/principals.ts';
import { rolePolicies } from './iam/role-policies.ts';
import { readFunction } from './lambda/function-config.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { createLambdaService } from './lambda/lambda-service.ts';
import { createLogSink } from './lambda/log-sink.ts';
import { createMeter, type Meter } from './meter/meter.ts';
import type { Place, Resource } from './resource-model.ts';
import type { LocalClock, ServiceOptions } from './service-options.ts';
import { createStandIns, type StandIns } from './stand-ins.ts';
import { openState, type State } from './state.ts';
import { sweepNowAndThen } from './sweep.ts';
import { type Assembly, loadAssembly } from './template/assembly.ts';
import { allModels } from './template/models.ts';
import { resolveAssembly } from './template/resolve-assembly.ts';
import { unsignedHandler } from './unsigned-handler.ts';
import { wireEventSources } from './wire-event-sources.ts';

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
  /** The name of the function whose construct is called `id` in the CDK app (`Resolve`). Throws when there is none. */
  functionName(id: string): string;
  readonly lambda: Lambda;
  readonly standIns: StandIns;
  readonly eventSources: EventSources;
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
    const parts = assemble(options, state, listener.port);
    handler = parts.handler;
    parts.eventSources.start();
    const stopSweeping = sweepNowAndThen(parts.standIns.dynamodb, parts.onDefect);
    return { ...parts, stop: stopOnce({ ...parts, state, listener, stopSweeping }) };
  } catch (error) {
    await listener?.close(0);
    state.close();
    throw error;
  }
}

type Parts = Omit<Cloud, 'stop'> & {
  readonly handler: WireHandler;
  readonly drain: () => void;
  readonly onDefect: (error: unknown) => void;
};

function assemble(options: CloudOptions, state: State, port: number): Parts {
  const url = `http://127.0.0.1:${port}`;
  const place: Place = { account: ACCOUNT, region: REGION, url };
  const clock = options.clock ?? { now: () => Date.now() };
  const base: ServiceOptions = { database: state.database, clock, place };
  const assembly = loadAssembly(path.resolve(options.assemblyDir));
  const { resources, outputs } = resolveAssembly(assembly, allModels(), place);
  const meter = createMeter(state.database);
  const principals = createPrincipals(ACCOUNT);
  const standIns = createStandIns(resources, { ...base, dataDir: state.directory });
  const lambda = openLambda({ assembly, resources, place, state, principals, meter, standIns });
  const faults = createFaultPlan();
  const services = [...standIns.services, createLambdaService(lambda)];
  const onDefect = options.onDefect ?? ((error) => console.error(error));
  const unsigned = unsignedHandler({ resources, lambda, meter, place, clock });
  const handler = createGateway({
    services: new Map(services.map((service) => [service.id, service])),
    principals,
    faults,
    meter,
    unsigned: unsigned.handle,
    onDefect,
  });
  const eventSources = wireEventSources(resources, { ...base, standIns, lambda, onDefect });
  return {
    url,
    outputs,
    resources,
    functionName: (id) => functionName(resources, id),
    lambda,
    standIns,
    eventSources,
    faults,
    meter,
    handler,
    drain: unsigned.drain,
    onDefect,
  };
}

/** `<stack>/…/<id>/Function/Resource` */
function functionName(resources: readonly Resource[], id: string): string {
  const found = resources.find(
    ({ type, constructPath }) =>
      type === 'AWS::Lambda::Function' && constructPath?.split('/').at(-3) === id,
  );
  if (found) return found.physicalName;
  throw new Error(`no function construct '${id}' in the template`);
}

function openLambda(parts: {
  readonly assembly: Assembly;
  readonly resources: readonly Resource[];
  readonly place: Place;
  readonly state: State;
  readonly principals: Principals;
  readonly meter: Meter;
  readonly standIns: StandIns;
}): Lambda {
  const { assembly, resources, place, state, principals, meter, standIns } = parts;
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  return createLambda({
    functions: functions.map((resource) =>
      readFunction(resource, { assets: assembly.assets, place }),
    ),
    policies: rolePolicies(resources, place),
    principals,
    place: { ...place, noProfileFile: path.join(state.directory, 'no-aws-profile') },
    logs: createLogSink({
      directory: path.join(state.directory, 'logs'),
      listeners: [standIns.cloudwatch.ingestLogLine],
    }),
    meter,
  });
}

/** Functions finish what they were given, with all services still there, before anything is closed. */
function stopOnce(
  parts: Parts & { state: State; listener: Listener; stopSweeping: () => void },
): () => Promise<void> {
  const { drain, eventSources, lambda, listener, meter, state } = parts;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    drain();
    const pollers = eventSources.stop();
    await Promise.race([pollers, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
    await lambda.close(GRACE_MS);
    await pollers;
    await listener.close(GRACE_MS);
    parts.stopSweeping();
    meter.close();
    state.close();
  };
  return () => {
    stopped ??= stop();
    return stopped;
  };
}
