import * as z from 'zod/mini';

/** The environment of the profile API: the profiles it reads, the tokens it checks and the key of the identifier hashes. */
export const ProfileApiEnv = z.object({
  PROFILES_TABLE_NAME: z.string().check(z.minLength(1)),
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
  IDENTIFIER_KEY_SECRET_ARN: z.string().check(z.minLength(1)),
  /** How old the list of computed traits may get before it is read again. */
  CONFIG_POLL_SECONDS: z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number)),
});
export type ProfileApiEnv = z.infer<typeof ProfileApiEnv>;
