import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** One file of the console as it is served. */
export interface ConsoleFile {
  readonly contentType: string;
  /** Of the content, in quotes. */
  readonly entityTag: string;
  readonly content: Buffer;
}

/** What a console is made of. A file of another kind fails the start instead of being served as something it is not. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Reads every file under `folder`, by its path in there (`index.html`, `vendor/shop.js`). */
export function loadConsoleFiles(folder: string): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    files.set(name, loadFile(path));
  }
  return files;
}

function loadFile(path: string): ConsoleFile {
  const contentType = CONTENT_TYPES[extname(path)];
  if (contentType === undefined) {
    throw new TypeError(`console file has no known content type, got '${path}'`);
  }
  const content = readFileSync(path);
  const hash = createHash('sha256').update(content).digest('base64url');
  return { contentType, content, entityTag: `"${hash.slice(0, 22)}"` };
}
