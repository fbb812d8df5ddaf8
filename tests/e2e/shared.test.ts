import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startSharedStack } from './shared/shared-stack.ts';

/** One stack for all of these, one after another. They are one file, so that other files run beside it. */
let stop: (() => Promise<string[]>) | null = null;
beforeAll(async () => {
  stop = await startSharedStack();
});
afterAll(async () => {
  expect((await stop?.()) ?? [], 'processes that the stack left behind').toEqual([]);
});

describe('the guide', async () => {
  await import('./shared/guide.ts');
});
describe('a reset', async () => {
  await import('./shared/reset.ts');
});
describe('a kill', async () => {
  await import('./shared/kill.ts');
});
describe('failing requests during a kill', async () => {
  await import('./shared/kill-intake.ts');
});
describe('a storm', async () => {
  await import('./shared/storm.ts');
});
describe('a page in a browser', async () => {
  await import('./shared/page.ts');
});
