import * as z from 'zod/mini';

/** The environment of resolve: profiles, computed traits, the decision log and the key of the identifier hashes. */
export const ResolveEnv = z.object({
  PROFILES_TABLE_NAME: z.string().check(z.minLength(1)),
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
  LAKE_BUCKET_NAME: z.string().check(z.minLength(1)),
  IDENTIFIER_KEY_SECRET_ARN: z.string().check(z.minLength(1)),
  /** How old the compiled computed traits may get before they are read again. */
  CONFIG_POLL_SECONDS: z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number)),
  /** The value of the `Stage` dimension of every metric. */
  METRICS_STAGE: z.string().check(z.minLength(1)),
});
export type ResolveEnv = z.infer<typeof ResolveEnv>;
