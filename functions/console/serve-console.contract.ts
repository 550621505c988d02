import * as z from 'zod/mini';

/** The console serves the files bundled beside it and needs no environment. */
export const ServeConsoleEnv = z.object({});
export type ServeConsoleEnv = z.infer<typeof ServeConsoleEnv>;
