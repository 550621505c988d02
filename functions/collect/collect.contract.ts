import * as z from 'zod/mini';

/** The environment of the collector: the stream it writes to and the table it looks write keys up in. */
export const CollectEnv = z.object({
  MESSAGES_STREAM_NAME: z.string().check(z.minLength(1)),
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
  /** The value of the `Stage` dimension of every metric. */
  METRICS_STAGE: z.string().check(z.minLength(1)),
});
export type CollectEnv = z.infer<typeof CollectEnv>;
