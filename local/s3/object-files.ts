import { existsSync, mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AwsError } from '../service.ts';
import { besideDirectory, segmentsOf } from './object-path.ts';

/** File systems limit one name to 255 bytes; S3 limits only the whole key. */
const MAX_SEGMENT_BYTES = 240;
const MAX_KEY_BYTES = 1024;

/** The file of an object, or undefined when there is none. */
export function findFile(bucketDirectory: string, key: string): string | undefined {
  const plain = join(bucketDirectory, ...segmentsOf(checkedKey(key)));
  if (isFile(plain)) return plain;
  const beside = besideDirectory(plain);
  return isFile(beside) ? beside : undefined;
}

/** Makes the folders of a key, moving aside files whose key is a folder of it, and returns where its file goes. */
export function prepareFile(bucketDirectory: string, key: string): string {
  const segments = segmentsOf(checkedKey(key));
  const name = segments.pop() ?? '';
  let folder = bucketDirectory;
  for (const segment of segments) {
    folder = join(folder, segment);
    if (isFile(folder)) renameSync(folder, besideDirectory(folder));
    if (!existsSync(folder)) mkdirSync(folder);
  }
  const plain = join(folder, name);
  if (existsSync(plain) && !isFile(plain)) return besideDirectory(plain);
  return existsSync(besideDirectory(plain)) ? besideDirectory(plain) : plain;
}

/** Removes the folders a deleted file leaves empty, up to the bucket. */
export function removeEmptyFolders(bucketDirectory: string, file: string): void {
  for (let folder = dirname(file); folder !== bucketDirectory; folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return; // not empty, as folders mostly are
    }
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function checkedKey(key: string): string {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new AwsError('KeyTooLongError', 'Your key is too long');
  }
  if (key.split('/').some((segment) => Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)) {
    throw new AwsError(
      'KeyTooLongError',
      `The laptop cloud stores keys as files: no part between slashes may exceed ${MAX_SEGMENT_BYTES} bytes`,
    );
  }
  return key;
}
