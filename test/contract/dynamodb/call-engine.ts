import type { DynamoDbService } from '../../../local/dynamodb/dynamodb-service.ts';
import type { AwsCall, AwsReply } from '../../../local/service.ts';

/** Calls an operation of the engine as the gateway would. */
export function callEngine(
  service: Pick<DynamoDbService, 'handle'>,
  operation: string,
  input: Record<string, unknown>,
): Promise<AwsReply> {
  return service.handle(engineCall(operation, input));
}

/** The body of a reply. */
export async function bodyOf(reply: Promise<AwsReply>): Promise<Record<string, unknown>> {
  return JSON.parse(String((await reply).body));
}

/** A call as it reaches the engine. */
export function engineCall(operation: string, input: Record<string, unknown>): AwsCall {
  return {
    service: 'dynamodb',
    operation,
    input,
    http: {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
    },
  };
}
