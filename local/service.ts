/** The AWS services this laptop cloud speaks, by the name the gateway dispatches on. */
export type ServiceId =
  | 'dynamodb'
  | 'dynamodb-streams'
  | 'kinesis'
  | 's3'
  | 'sqs'
  | 'secretsmanager'
  | 'lambda'
  | 'cloudwatch';

/** One AWS API call as it reached the gateway. */
export interface AwsCall {
  readonly service: ServiceId;
  /** `PutItem`, `PutRecords`, … For S3 the operation is derived from method, path and query. */
  readonly operation: string;
  /** The parsed JSON input; empty for S3, whose modules read `http`. */
  readonly input: Record<string, unknown>;
  readonly http: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
  };
}

/** What a service answers. `usage` is what AWS would bill for the call, by unit name (`local/meter/units.ts`). */
export interface AwsReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly usage?: Readonly<Record<string, number>>;
}

/** One question to the caller's policies: may it do `action` on `resource` (an ARN, or `*` where the action has none)? */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
}

/** One stand-in for an AWS service. A call it does not know throws `notImplemented`. */
export interface AwsService {
  readonly id: ServiceId;
  /** Every question must be answered yes before `handle` runs. */
  authorize(call: AwsCall): readonly IamRequest[];
  handle(call: AwsCall): Promise<AwsReply>;
}

/** An error as AWS sends it: `code` is what the SDK raises as `error.name`; `fields` go into the body beside the message. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What AWS bills for the failed call (a failed condition costs write units). */
  readonly usage: Readonly<Record<string, number>> | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      status?: number;
      fields?: Record<string, unknown>;
      usage?: Record<string, number>;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
    this.usage = options.usage;
  }
}

/** An operation, option or expression the product does not use: fails loudly and names where to add it. */
export function notImplemented(what: string, file: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `${what} is not part of the laptop cloud, add it in ${file}`,
    {
      status: 501,
    },
  );
}

/** A JSON reply in the awsJson protocols. */
export function jsonReply(
  output: Record<string, unknown>,
  usage?: Readonly<Record<string, number>>,
): AwsReply {
  return { status: 200, body: JSON.stringify(output), usage };
}
