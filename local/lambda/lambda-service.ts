import {
  type AwsCall,
  AwsError,
  type AwsReply,
  type AwsService,
  notImplemented,
} from '../service.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Lambda } from './lambda.ts';

const FILE = 'local/lambda/lambda-service.ts';

/** The Lambda API: `Invoke`, synchronous. */
export function createLambdaService(lambda: Lambda): AwsService {
  const target = (call: AwsCall): FunctionConfig => {
    const name = decodeURIComponent(call.http.path.split('/')[3] ?? '');
    const found = lambda.find(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, {
      status: 404,
      fields: { Type: 'User' },
    });
  };
  return {
    id: 'lambda',
    authorize: (call) => [{ action: 'lambda:InvokeFunction', resource: target(call).arn }],
    handle: (call) => invoke(call, target(call), lambda),
  };
}

async function invoke(call: AwsCall, config: FunctionConfig, lambda: Lambda): Promise<AwsReply> {
  const type = call.http.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse') throw notImplemented(`InvocationType '${type}'`, FILE);
  const event = call.http.body.length > 0 ? call.http.body.toString('utf8') : '{}';
  if (!isJson(event)) {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
  const result = await lambda.invoke(config.name, event);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError && { 'x-amz-function-error': result.functionError }),
    },
    body: result.payload,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
