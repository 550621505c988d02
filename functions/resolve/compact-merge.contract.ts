import * as z from 'zod/mini';

/** The environment of compact-merge: the profiles it tidies up and the key of the identifier hashes. */
export const CompactMergeEnv = z.object({
  PROFILES_TABLE_NAME: z.string().check(z.minLength(1)),
  IDENTIFIER_KEY_SECRET_ARN: z.string().check(z.minLength(1)),
});
export type CompactMergeEnv = z.infer<typeof CompactMergeEnv>;
