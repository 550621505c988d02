import { type AwsCall, AwsError, notImplemented, type ServiceId } from '../service.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { s3Operation } from './s3-operation.ts';
import type { Credential } from './sigv4.ts';
import type { WireRequest } from './wire.ts';

const FILE = 'local/gateway/identify-call.ts';

/** `X-Amz-Target` prefix of each service that speaks an awsJson protocol. */
const TARGETS: Readonly<Record<string, ServiceId>> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb-streams',
  Kinesis_20131202: 'kinesis',
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  GraniteServiceVersion20100801: 'cloudwatch',
};

/** Which call this is: by `X-Amz-Target`, else by the service in the credential's scope. */
export function identifyCall(request: WireRequest, credential: Credential): AwsCall {
  const target = request.headers['x-amz-target'];
  if (target) return targetCall(request, target);
  if (credential.service === 's3') return s3Call(request);
  if (credential.service === 'lambda') return lambdaCall(request);
  throw notImplemented(`AWS service '${credential.service}'`, FILE);
}

function targetCall(request: WireRequest, target: string): AwsCall {
  const dot = target.lastIndexOf('.');
  const service = TARGETS[target.slice(0, dot)];
  if (!service) throw notImplemented(`AWS API '${target}'`, FILE);
  const input = parseJson(request.body);
  return { service, operation: target.slice(dot + 1), input, http: httpPart(request) };
}

function s3Call(request: WireRequest): AwsCall {
  const http = httpPart(decodeAwsChunked(request));
  return { service: 's3', operation: s3Operation(http), input: {}, http };
}

function lambdaCall(request: WireRequest): AwsCall {
  const http = httpPart(request);
  return { service: 'lambda', operation: lambdaOperation(http), input: {}, http };
}

function httpPart(request: WireRequest): AwsCall['http'] {
  const { method, path, headers, body } = request;
  return { method, path, query: new URLSearchParams(request.rawQuery), headers, body };
}

function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return value as Record<string, unknown>; // an object, as just checked
    }
  } catch {
    // answered below
  }
  throw new AwsError('SerializationException', 'request body is not a JSON object');
}
