import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unescapeSegment } from './object-path.ts';

/** What a listing asks for. `after` is exclusive; `byFolder` rolls up what lies in a folder below the prefix. */
export interface ListingRequest {
  readonly prefix: string;
  readonly after: string;
  readonly byFolder: boolean;
}

/** One line of a listing: an object's key, or the common prefix of a folder, which ends in a slash. */
export interface ListingEntry {
  readonly kind: 'key' | 'prefix';
  readonly text: string;
}

interface Child {
  readonly name: string;
  readonly text: string;
  readonly isFolder: boolean;
}

/**
 * Walks the tree of a bucket in the order of S3, which is that of the UTF-8 bytes of the keys. Siblings sorted with a
 * slash after each folder's name give just that order, so only folders on the way are read and a page can stop early.
 */
export function* walkKeys(
  directory: string,
  request: ListingRequest,
  above = '',
): Generator<ListingEntry> {
  for (const child of childrenOf(directory, above)) {
    if (isOutside(child, request)) continue;
    if (!child.isFolder) {
      yield { kind: 'key', text: child.text };
      continue;
    }
    const folder = join(directory, child.name);
    if (request.byFolder && child.text.length > request.prefix.length) {
      const first = walkKeys(folder, { ...request, byFolder: false }, child.text).next();
      if (!first.done) yield { kind: 'prefix', text: child.text };
      continue;
    }
    yield* walkKeys(folder, request, child.text);
  }
}

/** Orders texts by their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function childrenOf(directory: string, above: string): Child[] {
  return readdirSync(directory, { withFileTypes: true })
    .map((entry) => describe(entry, above))
    .sort((a, b) => compareBytes(a.text, b.text));
}

function describe(entry: Dirent, above: string): Child {
  const isFolder = entry.isDirectory();
  const text = `${above}${unescapeSegment(entry.name)}${isFolder ? '/' : ''}`;
  return { name: entry.name, text, isFolder };
}

function isOutside({ text, isFolder }: Child, { prefix, after }: ListingRequest): boolean {
  if (!text.startsWith(prefix) && !(isFolder && prefix.startsWith(text))) return true;
  if (isFolder) return compareBytes(text, after) < 0 && !after.startsWith(text);
  return compareBytes(text, after) <= 0;
}
