import * as z from 'zod/mini';

/** The environment of the status call: the stage whose metrics it sums and the table it checks tokens in. */
export const StatusEnv = z.object({
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
  /** The value of the `Stage` dimension of every metric. */
  METRICS_STAGE: z.string().check(z.minLength(1)),
});
export type StatusEnv = z.infer<typeof StatusEnv>;
