import * as z from 'zod/mini';

/** The environment of archive: where raw messages go, and where unusable ones go. */
export const ArchiveEnv = z.object({
  LAKE_BUCKET_NAME: z.string().check(z.minLength(1)),
  QUARANTINE_BUCKET_NAME: z.string().check(z.minLength(1)),
  /** The value of the `Stage` dimension of every metric. */
  METRICS_STAGE: z.string().check(z.minLength(1)),
});
export type ArchiveEnv = z.infer<typeof ArchiveEnv>;
