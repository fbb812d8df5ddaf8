import { defineConfig } from 'vitest/config';
import { quickTests } from './tools/quick-tests.ts';

const everywhereExcluded = ['**/node_modules/**', '**/.suture/**', '**/dist/**', '**/fixtures/**'];
const elsewhere = [...everywhereExcluded, 'demo/service/**', 'tests/e2e/**'];
const quick = quickTests(/(^|\/)fixtures\/|^demo\/service\/|^tests\/e2e\//);

/**
 * `quick`: what needs no server and starts no program; part of `npm run check`.
 * `unit`: the rest, on a real PostgreSQL, Redis and Temporal.
 * `e2e`: whole stacks, one after another. `e2e-shared`: those tests of a stack that share one.
 */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          // They share no state, so one module graph serves all: half the time.
          isolate: false,
          include: quick,
          exclude: everywhereExcluded,
          // The pages' style sheets are imported as text.
          css: true,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, ...quick],
          globalSetup: ['tests/support/global-setup.ts'],
          css: true,
          // They wait for servers and timers more than they compute.
          maxWorkers: 4,
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
