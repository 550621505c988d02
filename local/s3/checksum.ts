import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError, notImplemented } from '../service.ts';

const PREFIX = 'x-amz-checksum-';
/** Headers with the prefix that are not checksums. */
const SETTINGS = new Set([
  'x-amz-checksum-mode',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-type',
]);

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  crc32(body) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum;
  },
  sha1: (body) => createHash('sha1').update(body).digest(),
  sha256: (body) => createHash('sha256').update(body).digest(),
};

/** Checks every checksum an upload brings (`x-amz-checksum-…`, `Content-MD5`) and returns those S3 keeps with the object. */
export function verifiedChecksums(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Record<string, string> {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw badDigest('Content-MD5');
  }
  const given = Object.entries(headers).filter(
    ([name]) => name.startsWith(PREFIX) && !SETTINGS.has(name),
  );
  for (const [name, value] of given) verify(name, value, body);
  return Object.fromEntries(given);
}

function verify(header: string, expected: string, body: Buffer): void {
  const name = header.slice(PREFIX.length);
  const algorithm = ALGORITHMS[name];
  if (!algorithm) throw notImplemented(`S3 checksum ${name}`, 'local/s3/checksum.ts');
  if (algorithm(body).toString('base64') !== expected) throw badDigest(name.toUpperCase());
}

function badDigest(name: string): AwsError {
  return new AwsError(
    'BadDigest',
    `The ${name} you specified did not match the calculated checksum.`,
  );
}
