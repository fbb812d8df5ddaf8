import { defineConfig } from 'vitest/config';

const everywhereExcluded = ['**/node_modules/**', '**/.suture/**', '**/dist/**', '**/fixtures/**'];

/**
 * `service`: the files that may be healed. The delivery runs these in every release, so they need no server.
 * `unit`: everything else, on a real PostgreSQL, Redis and Temporal.
 * `e2e`: whole stacks, one after another. `e2e-shared`: those tests of a stack that share one.
 */
export default defineConfig({
  test: {
    // Real servers, browsers and sandboxes on a machine that is shared: a gate asks twice before it says no. At home a
    // test that fails now and then is to be seen.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'service',
          include: ['app/faults/**/*.test.ts'],
          exclude: everywhereExcluded,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...everywhereExcluded, 'app/faults/**', 'demo/service/**', 'tests/e2e/**'],
          globalSetup: ['tests/support/global-setup.ts'],
          // The pages' style sheets are imported as text.
          css: true,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/*.test.ts'],
          exclude: everywhereExcluded,
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e-shared',
          include: ['tests/e2e/shared/*.test.ts'],
          exclude: everywhereExcluded,
          globalSetup: ['tests/e2e/shared/set-up.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
