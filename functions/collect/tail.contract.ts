import * as z from 'zod/mini';

/** The environment of the live tail: the stream it reads and the table it checks tokens in. */
export const TailEnv = z.object({
  MESSAGES_STREAM_NAME: z.string().check(z.minLength(1)),
  CONFIG_TABLE_NAME: z.string().check(z.minLength(1)),
});
export type TailEnv = z.infer<typeof TailEnv>;
