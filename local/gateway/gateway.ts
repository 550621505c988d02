import { randomUUID } from 'node:crypto';
import { demandAccess, type Principal, type Principals } from '../iam/principals.ts';
import type { Meter } from '../meter/meter.ts';
import {
  type AwsCall,
  AwsError,
  type AwsReply,
  type AwsService,
  notImplemented,
} from '../service.ts';
import { errorReply } from './error-reply.ts';
import { type FaultKind, type FaultPlan, faultError } from './faults.ts';
import { identifyCall } from './identify-call.ts';
import { handlePartly } from './partial-batch.ts';
import { type Credential, credentialOf } from './sigv4.ts';
import { NO_REPLY, type WireHandler, type WireReply, type WireRequest } from './wire.ts';

/** What the gateway needs to answer AWS calls. */
export interface GatewayOptions {
  readonly services: ReadonlyMap<string, AwsService>;
  readonly principals: Principals;
  readonly faults: FaultPlan;
  readonly meter: Meter;
  /** Requests nobody signed: the HTTP API and the cloud's own endpoints. */
  readonly unsigned: WireHandler;
  /** A stand-in failed in a way AWS has no name for: a defect of the laptop cloud. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * The front of the laptop cloud. A signed request is an AWS call: identified, checked against the caller's
 * policies, given its planned fault, done, counted. Everything else goes to `unsigned`.
 */
export function createGateway(options: GatewayOptions): WireHandler {
  return async (request) => {
    const credential = credentialOf(request);
    if (!credential) return options.unsigned(request);
    const reply = await answerAws(request, credential, options);
    if (reply === NO_REPLY) return reply;
    const requestId = randomUUID();
    return {
      ...reply,
      headers: { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId, ...reply.headers },
    };
  };
}

async function answerAws(
  request: WireRequest,
  credential: Credential,
  options: GatewayOptions,
): Promise<WireReply | typeof NO_REPLY> {
  let call: AwsCall | undefined;
  let principal: Principal | undefined;
  try {
    refuseBrowsers(request);
    call = identifyCall(request, credential);
    principal = knownPrincipal(credential, call, options.principals);
    const reply = await serve(call, principal, options);
    if (reply === NO_REPLY) return reply;
    options.meter.add(principal.name, reply.usage);
    return { ...reply, headers: { ...jsonType(request, call), ...reply.headers } };
  } catch (cause) {
    const error = asAwsError(cause, options);
    if (principal) options.meter.add(principal.name, error.usage);
    return errorReply(error, call?.service ?? guessService(credential), request);
  }
}

async function serve(
  call: AwsCall,
  principal: Principal,
  options: GatewayOptions,
): Promise<AwsReply | typeof NO_REPLY> {
  const service = options.services.get(call.service);
  if (!service) throw notImplemented(`service '${call.service}'`, 'local/cloud.ts');
  demandAccess(principal, call.service, service.authorize(call));
  const fault = options.faults.take(call, principal.name);
  if (fault) return serveWithFault({ call, principal, service, fault, options });
  return service.handle(call);
}

async function serveWithFault(at: {
  call: AwsCall;
  principal: Principal;
  service: AwsService;
  fault: FaultKind;
  options: GatewayOptions;
}): Promise<AwsReply | typeof NO_REPLY> {
  const { call, principal, service, fault } = at;
  switch (fault) {
    case 'throttle':
    case 'server-error':
    case 'conflict':
      throw faultError(fault, call);
    case 'partial':
      return handlePartly(call, (half) => service.handle(half));
    case 'time-out':
      return NO_REPLY;
    case 'crash-before':
      principal.crash?.();
      return NO_REPLY;
    case 'lost-reply':
    case 'crash-after': {
      const done = await service.handle(call);
      at.options.meter.add(principal.name, done.usage);
      if (fault === 'crash-after') principal.crash?.();
      return NO_REPLY;
    }
  }
}

/** A page of some web site must not reach the data through the visitor's browser; AWS clients send neither header. */
function refuseBrowsers({ headers }: WireRequest): void {
  if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return;
  throw new AwsError('AccessDeniedException', 'AWS calls from a browser are refused', {
    status: 403,
  });
}

function knownPrincipal(credential: Credential, call: AwsCall, principals: Principals): Principal {
  const principal = principals.find(credential.accessKeyId);
  if (principal) return principal;
  const message = `the access key '${credential.accessKeyId}' is not known to the laptop cloud, use a function's own or 'local-operator'`;
  throw call.service === 's3'
    ? new AwsError('InvalidAccessKeyId', message, { status: 403 })
    : new AwsError('UnrecognizedClientException', message);
}

function asAwsError(cause: unknown, options: GatewayOptions): AwsError {
  if (cause instanceof AwsError) return cause;
  options.onDefect(cause);
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AwsError('InternalFailure', `the laptop cloud failed: ${detail}`, { status: 500 });
}

function guessService(credential: Credential): 's3' | 'lambda' | undefined {
  return credential.service === 's3' || credential.service === 'lambda'
    ? credential.service
    : undefined;
}

function jsonType(request: WireRequest, call: AwsCall): Record<string, string> {
  if (call.service === 's3' || call.service === 'lambda') return {};
  return { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0' };
}
