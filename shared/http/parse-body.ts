import type { z } from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { BadRequestError } from '../kernel/errors.ts';
import { type ApiRequest, jsonBody } from './api-request.ts';

const { localeError } = en();

/**
 * Parses a JSON body with a schema. Throws `invalid_body` (400) whose detail names every field that is
 * wrong by its path (`definition.event: …`), never its value.
 */
export function parseBody<T extends z.ZodMiniType>(schema: T, request: ApiRequest): z.output<T> {
  const parsed = schema.safeParse(jsonBody(request), { error: localeError });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'body'}: ${lowerFirst(issue.message)}`,
  );
  throw new BadRequestError('invalid_body', issues.join('; '));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
