import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../app/serve.ts';
import { createTestApp, type TestApp } from '../../app/testing/test-app.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { runScript } from '../testing/run-script.ts';

const SCRIPT = resolve('deploy/pipeline/callback.mjs');
const SHA = 'c'.repeat(40);
const UNTIL_DEPLOYING: Phase[] = ['analyzing', 'fixing', 'validating', 'pushing', 'deploying'];
const WENT_WELL = {
  begin: { result: 'success', outputs: { fault_codes: '["FAULT_ONE"]' } },
  check: { result: 'success', outputs: { durations: '{"check":1200,"test":3400}' } },
  image: { result: 'skipped', outputs: {} },
  'release-ecs': { result: 'success', outputs: { durations: '{"rollout":9000}' } },
};

describe('the callback of the pipeline, taken by the app', () => {
  let app: TestApp;
  let serving: Awaited<ReturnType<typeof serve>>;
  let environment: Record<string, string>;

  beforeEach(async () => {
    app = await createTestApp();
    serving = await serve(app.app.fetch, { host: '127.0.0.1', port: 0 });
    environment = {
      SERVICE_URL: `http://127.0.0.1:${serving.address.port}/`,
      CALLBACK_SECRET: app.parts.settings.CALLBACK_SECRET as string,
      GITHUB_SHA: SHA,
      GITHUB_RUN_ID: '77',
      RUN_URL: 'https://github.com/o/r/actions/runs/77',
      FAULT_CODES: '["FAULT_ONE"]',
      CALLBACK_FOR_MS: '3000',
    };
  });
  afterEach(async () => {
    await serving.close(1_000);
    await app.close();
  });

  /** An incident that waits for its rollout; answers with its workflow. */
  async function waiting(): Promise<string> {
    const { incidentId } = await app.store.recordOccurrence(occurrence());
    for (const to of UNTIL_DEPLOYING) {
      await app.store.moveIncident({ incidentId, key: to, to, message: to });
    }
    await app.takeOutbox();
    return healWorkflowId(incidentId);
  }
  const finished = (more: Record<string, string> = {}) =>
    runScript(SCRIPT, ['finished'], { ...environment, ...more });

  it('tells the heal that waits of a success, once, however often the run is repeated', async () => {
    const workflowId = await waiting();
    const told = await finished({ NEEDS: JSON.stringify(WENT_WELL) });
    expect(told).toMatchObject({ code: 0, stdout: 'finished success: taken\n' });
    await finished({ NEEDS: JSON.stringify(WENT_WELL) });
    expect(await app.takeOutbox()).toEqual([
      {
        kind: 'signal',
        workflowId,
        signal: 'rolloutFinished',
        payload: {
          fault_codes: ['FAULT_ONE'],
          status: 'success',
          commit_sha: SHA,
          run_url: 'https://github.com/o/r/actions/runs/77',
          detail: '',
          durations_ms: { check: 1200, test: 3400, rollout: 9000 },
        },
      },
    ]);
  });

  it.each([
    [
      'a stage failed',
      { check: { result: 'failure', outputs: { failed: 'stage test (npm run service:test) failed' } } },
      'check: stage test (npm run service:test) failed',
    ],
    [
      'a job was cancelled',
      { 'release-ecs': { result: 'cancelled', outputs: {} } },
      'release-ecs: cancelled',
    ],
    [
      'nothing was released',
      { 'release-ecs': { result: 'skipped', outputs: {} } },
      'No job released anything.',
    ],
  ])('tells of a failure when %s', async (_, more, detail) => {
    await waiting();
    expect((await finished({ NEEDS: JSON.stringify({ ...WENT_WELL, ...more }) })).code).toBe(0);
    const [message] = await app.takeOutbox();
    expect(message).toMatchObject({ payload: { status: 'failure', detail } });
  });

  it('says that a rollout has begun, and fails no run when nobody hears it', async () => {
    await waiting();
    const pending = (more = {}) => runScript(SCRIPT, ['pending'], { ...environment, ...more });
    expect(await pending()).toMatchObject({ code: 0, stdout: 'pending : taken\n' });
    const lost = await pending({ SERVICE_URL: 'http://127.0.0.1:1' });
    expect(lost.code).toBe(0);
    expect(lost.stderr).toContain('cannot be reached');
  });

  it('is content when a person pushed and nobody waits', async () => {
    const told = await finished({ FAULT_CODES: '[]', NEEDS: JSON.stringify(WENT_WELL) });
    expect(told).toMatchObject({ code: 0, stdout: 'finished success: nobody waits\n' });
  });

  it('fails at once when the secret is another', async () => {
    await waiting();
    const other = Buffer.from('another secret of the tests').toString('base64');
    const told = await finished({ CALLBACK_SECRET: other, NEEDS: JSON.stringify(WENT_WELL) });
    expect(told.code).toBe(1);
    expect(told.stderr).toContain('401');
    expect(told.stdout).toBe('');
    expect(await app.takeOutbox()).toEqual([]);
  });

  it('tries until the app takes it', async () => {
    const workflowId = await waiting();
    const ids: (string | null)[] = [];
    const late = await serve(
      async (request: Request) => {
        ids.push(request.headers.get('webhook-id'));
        return ids.length < 3 ? new Response('starting', { status: 503 }) : app.app.fetch(request);
      },
      { host: '127.0.0.1', port: 0 },
    );
    const SERVICE_URL = `http://127.0.0.1:${late.address.port}`;
    expect((await finished({ SERVICE_URL, NEEDS: JSON.stringify(WENT_WELL) })).code).toBe(0);
    expect(ids).toEqual(Array(3).fill('finished-77-1'));
    expect(await app.takeOutbox()).toMatchObject([{ workflowId }]);
    await late.close(1_000);
  });

  it('says what to set', async () => {
    const told = await runScript(SCRIPT, ['finished'], { ...environment, CALLBACK_SECRET: '' });
    expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('CALLBACK_SECRET') });
  });
});
