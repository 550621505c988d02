import { defineConfig } from 'vitest/config';

/** The slow suite (`npm run test:slow`): long fuzzing, run before an issue is resolved. */
export default defineConfig({
  test: {
    include: ['**/*.slow.test.ts'],
    exclude: ['**/node_modules/**', 'cdk.out/**', 'dist/**', '.tributary/**'],
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
