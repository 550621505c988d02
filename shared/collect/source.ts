import * as z from 'zod/mini';
import { UnavailableError } from '../kernel/errors.ts';

/**
 * Where messages come from, as its write key finds it. A public key is in everyone's browser, so its
 * source can never be `trusted`. `strict` is not here: nothing holds to it yet, and a source that asks for
 * it must not be treated as `standard`.
 */
export const Source = z
  .object({
    sourceId: z.string().check(z.minLength(1)),
    name: z.string(),
    kind: z.enum(['public', 'secret']),
    trust: z.enum(['standard', 'trusted']),
  })
  .check(z.refine((source) => source.kind === 'secret' || source.trust !== 'trusted'));
export type Source = z.infer<typeof Source>;

/** A stored source says what we cannot hold to, such as a trust we do not know: its messages are refused until it is put right. */
export class UnusableSourceError extends UnavailableError {
  readonly sourceId: string;

  constructor(sourceId: string) {
    super('source of this write key is not usable, expected to be sent again');
    this.sourceId = sourceId;
  }
}

/** Reads a stored source. Throws `UnusableSourceError` (503), so that nothing is lost and nothing trusted by mistake. */
export function readSource(stored: Readonly<Record<string, unknown>>): Source {
  const parsed = Source.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new UnusableSourceError(String(stored.sourceId));
}
