import { defineConfig } from 'vitest/config';

/** The fast suite (`npm test`): everything that must pass before a change lands, within six minutes on two cores. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.slow.test.ts', 'cdk.out/**', 'dist/**', '.tributary/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
