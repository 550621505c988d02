import type { Route } from '../../shared/http/api-handler.ts';
import type { ApiReply } from '../../shared/http/api-reply.ts';
import { NotFoundError } from '../../shared/kernel/errors.ts';
import type { ConsoleFile } from './load-console-files.ts';

/**
 * Nothing but our own files runs, loads or is called; no inline script, no inline style, no frame. Traits
 * are hostile text, and this is the second line of defence after never parsing them as markup.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * `GET /` and `GET /console/{file}`: the console's static files, from memory. They hold no data, so no
 * credential is asked for; what the page shows it reads from the API with the reader's own token.
 */
export function serveConsole(files: ReadonlyMap<string, ConsoleFile>): Route {
  return async (request) => {
    const name = request.proxy === '' ? 'index.html' : request.proxy;
    const file = files.get(name);
    if (!file) throw new NotFoundError('file_not_found', 'console has no such file');
    const headers = {
      'content-type': file.contentType,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
      etag: file.entityTag,
    };
    if (isCurrent(request.headers['if-none-match'], file)) return { status: 304, headers };
    return fileReply(file, headers);
  };
}

function fileReply(file: ConsoleFile, headers: Record<string, string>): ApiReply {
  const isText = /^(text\/|application\/json|image\/svg)/.test(file.contentType);
  return { status: 200, headers, body: isText ? file.content.toString('utf8') : file.content };
}

// Weak comparison (RFC 9110 13.1.2): a proxy that compresses may have weakened the tag.
function isCurrent(ifNoneMatch: string | undefined, file: ConsoleFile): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(file.entityTag);
}
