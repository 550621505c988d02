import type { AwsError, ServiceId } from '../service.ts';
import type { WireReply, WireRequest } from './wire.ts';

/** An error in the wire format of its service: XML for S3, REST-JSON for Lambda, awsJson for the others. */
export function errorReply(
  error: AwsError,
  service: ServiceId | undefined,
  request: WireRequest,
): WireReply {
  if (service === 's3') return s3Error(error, request);
  if (service === 'lambda') return restJsonError(error);
  return awsJsonError(error, request);
}

function awsJsonError(error: AwsError, request: WireRequest): WireReply {
  return {
    status: error.status,
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0',
      'x-amzn-errortype': error.code,
    },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
  };
}

function restJsonError(error: AwsError): WireReply {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ message: error.message, Message: error.message, ...error.fields }),
  };
}

function s3Error(error: AwsError, request: WireRequest): WireReply {
  // 304 and HEAD answers have no body: the client reads the status alone
  if (request.method === 'HEAD' || error.status === 304) return { status: error.status };
  const fields = { Code: error.code, Message: error.message, ...error.fields };
  const xml = Object.entries(fields).map(
    ([name, value]) => `<${name}>${escapeXml(value)}</${name}>`,
  );
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml.join('')}</Error>`,
  };
}

function escapeXml(value: unknown): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
