import * as z from 'zod/mini';

/** The environment of the computed traits API: the table its definitions live in. */
export const ComputedTraitsApiEnv = z.object({
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
});
export type ComputedTraitsApiEnv = z.infer<typeof ComputedTraitsApiEnv>;
