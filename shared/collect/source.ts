import * as z from 'zod/mini';

/**
 * Where messages come from, as its write key finds it. A public key is in everyone's browser, so its
 * source can never be `trusted`.
 */
export const Source = z
  .object({
    sourceId: z.string().check(z.minLength(1)),
    name: z.string(),
    kind: z.enum(['public', 'secret']),
    trust: z.enum(['standard', 'strict', 'trusted']),
  })
  .check(z.refine((source) => source.kind === 'secret' || source.trust !== 'trusted'));
export type Source = z.infer<typeof Source>;
