import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Phase } from '../../../domain/phases.ts';
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

const PROGRAMS = {
  'the worker': () => stack.pidOf('worker'),
  'the app': () => stack.pidOf('app'),
  'the release': releasePid,
  'the delivery': () => stack.pidOf('delivery'),
  Temporal: () => stack.pidOf('temporal'),
  PostgreSQL: () => stack.pidOf('postgres'),
  Redis: () => stack.pidOf('redis'),
};

test.each([
  [{ fixing: 'the worker', validating: 'Redis', pushing: 'the delivery' }],
  [{ fixing: 'PostgreSQL', validating: 'the app', deploying: 'the release' }],
  [{ analyzing: 'the delivery', fixing: 'Temporal', deploying: 'the worker' }],
] as const)('a heal during which programs are killed ends resolved, with one commit: %j', async (kills) => {
  const incident = await trigger(stack, quickest);
  for (const [phase, name] of Object.entries(kills)) {
    await until(stack, incident.id, reached(phase as Phase));
    process.kill(PROGRAMS[name as keyof typeof PROGRAMS](), 'SIGKILL');
  }
  const { incident: healed, timeline } = await until(stack, incident.id, ended);
  expect(healed.phase, JSON.stringify(timeline, null, 1)).toBe('resolved');
  expect(await stack.commitsOf(incident.id)).toHaveLength(1);
  expect(await works(stack, quickest)).toBe(true);
  await reset(stack);
  expect(await works(stack, quickest)).toBe(false);
});
