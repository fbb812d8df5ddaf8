import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';
import { quickTests } from './tools/quick-tests.ts';

const everywhereExcluded = ['**/node_modules/**', '**/.suture/**', '**/dist/**', '**/fixtures/**'];
const elsewhere = [...everywhereExcluded, 'demo/service/**', 'tests/e2e/**'];
const quick = quickTests(/(^|\/)fixtures\/|^demo\/service\/|^tests\/e2e\//);

/**
 * Files that run beside one another on two cores. They wait for servers, timers and rollouts more than they compute.
 * Projects of one group must have the same number.
 */
const WORKERS = 6;

/**
 * `quick`: what needs no server and starts no program; part of `npm run check`.
 * `unit`: the rest, on a real PostgreSQL, Redis and Temporal.
 * `e2e`: whole stacks, each with ports and a state folder of its own, beside the files of `unit`.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // An event is waited for until a loaded machine has surely brought it; the default is one second.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          // They share no state, so one module graph serves all: half the time.
          isolate: false,
          // Vitest leaves one core free; the check has two to use.
          maxWorkers: 2,
          // They parse much: with little room for young objects a tenth of the time is spent on collecting them.
          execArgv: ['--max-semi-space-size=64'],
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
          maxWorkers: WORKERS,
          // A test that waits for what never comes ends here; one on a busy machine must not.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/*.test.ts'],
          globalSetup: ['tests/e2e/build-once.ts'],
          exclude: everywhereExcluded,
          maxWorkers: WORKERS,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
