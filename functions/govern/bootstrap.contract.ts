import * as z from 'zod/mini';

/** The environment of bootstrap: the table that receives the first sources and the first admin token. */
export const BootstrapEnv = z.object({
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
});
export type BootstrapEnv = z.infer<typeof BootstrapEnv>;
