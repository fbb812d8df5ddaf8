import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, quickest, reached, reset, trigger, until, works } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

/** The release is the delivery's child, not the supervisor's. */
function releasePid(): number {
  const file = join(stack.state.services, 'demo/delivery/processes.json');
  const entries = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; what: string }[];
  const release = entries.findLast(({ what }) => what.startsWith('release'));
  if (!release) throw new Error(`No release runs: ${JSON.stringify(entries)}`);
  return release.pid;
}

test.each([
  { name: 'the worker', pid: () => stack.pidOf('worker') },
  { name: 'the app', pid: () => stack.pidOf('app') },
  { name: 'the release', pid: releasePid },
  { name: 'the delivery', pid: () => stack.pidOf('delivery') },
  { name: 'Temporal', pid: () => stack.pidOf('temporal') },
  { name: 'PostgreSQL', pid: () => stack.pidOf('postgres') },
  { name: 'Redis', pid: () => stack.pidOf('redis') },
])('a heal during which $name is killed ends resolved, with one commit', async ({ pid }) => {
  const incident = await trigger(stack, quickest);
  await until(stack, incident.id, reached('fixing'));
  process.kill(pid(), 'SIGKILL');
  const { incident: healed, timeline } = await until(stack, incident.id, ended);
  expect(healed.phase, JSON.stringify(timeline, null, 1)).toBe('resolved');
  expect(await stack.commitsOf(incident.id)).toHaveLength(1);
  expect(await works(stack, quickest)).toBe(true);
  await reset(stack);
  expect(await works(stack, quickest)).toBe(false);
});
