import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quickest, reset, setHealing, until } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

const FAILURES = 400;
const AT_ONCE = 20;

/** The intake is the app's child, not the supervisor's. */
function intakePid(): number {
  const app = stack.pidOf('app');
  const found = readdirSync('/proc').find((pid) => {
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(parent) === app && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('intake.js');
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('No intake runs');
  return Number(found);
}

/** Sends failing requests to the service itself, some at once; `onEach` hears how many have failed. */
async function fail(onEach: (failed: number) => void): Promise<void> {
  const { method, path, headers, body } = quickest.probe.request;
  let [sent, failed] = [0, 0];
  const sender = async () => {
    while (sent < FAILURES) {
      sent += 1;
      const answer = await fetch(`${stack.service}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBe(500);
      await answer.arrayBuffer();
      failed += 1;
      onEach(failed);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

test.each([
  { name: 'the intake', pid: () => intakePid() },
  { name: 'the app', pid: () => stack.pidOf('app') },
])('failures while $name is killed are counted exactly, in one incident', async ({ pid }) => {
  await setHealing(stack, 'pause-healing');
  await fail((failed) => {
    if (failed === FAILURES / 4) process.kill(pid(), 'SIGKILL');
  });

  let incidents = await stack.api.incidents().catch(() => []);
  while (incidents.length === 0) {
    await stack.api.news(1_000);
    incidents = await stack.api.incidents().catch(() => []);
  }
  expect(incidents).toHaveLength(1);
  const { id } = incidents[0] as (typeof incidents)[number];
  const counted = await until(stack, id, ({ incident }) => incident.symptoms.affected_requests >= FAILURES);
  expect(counted.incident.symptoms.affected_requests).toBe(FAILURES);

  await setHealing(stack, 'revive-healing');
  await reset(stack);
});
