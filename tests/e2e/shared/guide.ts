import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onPath } from '../../../platform/find-program.ts';
import { openLiveConnection } from '../live-connection.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

interface Shown {
  id: string;
  error_code: string;
  phase: string;
  status: string;
}

/** Whether a commit is one of those that another stands on. */
async function isIn(commit: string, live: string): Promise<boolean> {
  const args = ['-C', stack.state.origin, 'merge-base', '--is-ancestor', commit, live];
  return (await execa('git', args, { reject: false })).exitCode === 0;
}

/** What `curl` prints, and the status of the answer. */
async function curl(...args: string[]): Promise<{ status: number; body: string }> {
  const { stdout } = await execa('curl', ['-s', '-w', '\n%{http_code}', ...args]);
  const cut = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) };
}

const post = (path: string) => curl('-X', 'POST', `${stack.base}${path}`);
const incidents = async (): Promise<Shown[]> =>
  JSON.parse((await curl(`${stack.base}/developer/incidents/api/data`)).body).incidents;

/** Some faults are a matter of luck. */
async function untilItFails(path: string): Promise<number> {
  for (let tries = 0; tries < 60; tries += 1) {
    const { status } = await post(path);
    if (status !== 200) return status;
  }
  return 200;
}

const ROUTES = { '/test-fault/run': 500, '/test-fault/external-api': 504, '/test-fault/db-timeout': 500 };

/** `curl` is what the guide uses; without it there is nothing to show. */
test.skipIf(!onPath(['curl'], process.env))(
  'the cycle of the guide, by its own commands: trigger, heal all faults at once, reset, trigger again, on one live connection',
  async () => {
    const connection = await openLiveConnection(stack.base);
    const statuses = await Promise.all(Object.keys(ROUTES).map(untilItFails));
    expect(statuses).toEqual(Object.values(ROUTES));

    let shown = await incidents();
    while (shown.some(({ status }) => status === 'detected' || status === 'in_progress')) {
      await stack.api.news(1_000);
      shown = await incidents();
    }
    expect(shown.map(({ phase }) => phase)).toEqual(['resolved', 'resolved', 'resolved']);
    const live = await stack.liveCommit();
    for (const { id } of shown) {
      expect(await stack.commitsOf(id)).toHaveLength(1);
      const { incident } = await stack.api.incident(id);
      expect(await isIn(incident.remediation?.parameters.commit as string, live)).toBe(true);
    }
    expect(await post('/test-fault/run')).toEqual({ status: 200, body: '{"ok":true}' });
    expect(await post('/test-fault/db-timeout')).toEqual({ status: 200, body: '{"ok":true}' });
    expect(await post('/test-fault/external-api')).toEqual({ status: 200, body: '{"value":42}' });

    const { status, body } = await post('/developer/incidents/reset');
    const reset = JSON.parse(body);
    expect([200, 202]).toContain(status);
    expect(reset).toMatchObject({ deleted: 3, cooldowns_cleared: 3, workflow_id: expect.any(String) });
    let state = reset;
    while (state.status !== 'done') {
      expect(state.status, state.error ?? '').not.toBe('failed');
      await stack.api.news(1_000);
      state = JSON.parse((await curl(`${stack.base}/developer/incidents/resets/${reset.reset_id}`)).body);
    }
    expect(state.code_reset.status).toBe('pushed');
    expect(await incidents()).toEqual([]);
    expect(await post('/test-fault/run')).toMatchObject({ status: 500 });

    await expect.poll(incidents, { timeout: 60_000 }).toHaveLength(1);
    const [again] = await incidents();
    await expect.poll(connection.received, { timeout: 60_000 }).toContain(again?.id);
    expect(connection.closed()).toBeNull();
    expect(connection.received()).toContain('resolved');
    await connection.close();
  },
);
