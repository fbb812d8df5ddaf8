import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../app/serve.ts';
import { createTestApp, type TestApp } from '../../app/testing/test-app.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { runScript } from '../testing/run-script.ts';

const SCRIPT = resolve('demo/service/pipeline/callback.mjs');
const SHA = 'c'.repeat(40);
const UNTIL_DEPLOYING: Phase[] = ['analyzing', 'fixing', 'validating', 'pushing', 'deploying'];
const WENT_WELL = {
  begin: { result: 'success', outputs: { incidents: '["LIVE-0001"]' } },
  check: { result: 'success', outputs: { durations: '{"check":1200,"test":3400}' } },
  image: { result: 'skipped', outputs: {} },
  'release-ecs': { result: 'success', outputs: { durations: '{"rollout":9000}' } },
};

describe('the callback of the pipeline, sent to the app', () => {
  let app: TestApp;
  let serving: Awaited<ReturnType<typeof serve>>;
  let environment: Record<string, string>;

  beforeEach(async () => {
    app = await createTestApp();
    serving = await serve(app.app.fetch, { host: '127.0.0.1', port: 0 });
    environment = {
      SUTURE_URL: `http://127.0.0.1:${serving.address.port}/`,
      SUTURE_SERVICE: occurrence().service,
      CALLBACK_SECRET: app.parts.settings.CALLBACK_SECRET as string,
      GITHUB_SHA: SHA,
      GITHUB_RUN_ID: '77',
      RUN_URL: 'https://github.com/o/r/actions/runs/77',
      CALLBACK_FOR_MS: '3000',
    };
  });
  afterEach(async () => {
    await serving.close(1_000);
    await app.close();
  });

  /** Opens an incident and moves it to the point where its heal waits for a rollout. */
  async function waiting(): Promise<{ incidentId: string; workflowId: string }> {
    const { incidentId } = await app.store.recordOccurrence(occurrence());
    for (const to of UNTIL_DEPLOYING) {
      await app.store.moveIncident({ incidentId, key: to, to, message: to });
    }
    await app.takeOutbox();
    environment.INCIDENTS = JSON.stringify([incidentId]);
    return { incidentId, workflowId: healWorkflowId(incidentId) };
  }
  const finished = (more: Record<string, string> = {}) =>
    runScript(SCRIPT, ['finished'], { ...environment, ...more });

  it('reports a success to the waiting heal once when the run is repeated', async () => {
    const { incidentId, workflowId } = await waiting();
    const reported = await finished({ NEEDS: JSON.stringify(WENT_WELL) });
    expect(reported).toMatchObject({ code: 0, stdout: 'finished success: accepted\n' });
    await finished({ NEEDS: JSON.stringify(WENT_WELL) });
    expect(await app.takeOutbox()).toEqual([
      {
        kind: 'signal',
        workflowId,
        signal: 'rolloutFinished',
        payload: {
          service: environment.SUTURE_SERVICE,
          incidents: [incidentId],
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
      { check: { result: 'failure', outputs: { failed: 'stage test (npm test) failed' } } },
      'check: stage test (npm test) failed',
      undefined,
    ],
    [
      'a job was cancelled',
      { 'release-ecs': { result: 'cancelled', outputs: {} } },
      'release-ecs: cancelled',
      'surroundings',
    ],
    ['a runner was lost', { check: { result: 'failure', outputs: {} } }, 'check: failure', 'surroundings'],
    [
      'nothing was released',
      { 'release-ecs': { result: 'skipped', outputs: {} } },
      'No job released anything.',
      'surroundings',
    ],
  ])('reports a failure when %s', async (_, more, detail, cause) => {
    await waiting();
    expect((await finished({ NEEDS: JSON.stringify({ ...WENT_WELL, ...more }) })).code).toBe(0);
    const [message] = await app.takeOutbox();
    expect(message).toMatchObject({ payload: { status: 'failure', detail } });
    expect(message?.kind === 'signal' && message.payload).toMatchObject(cause ? { cause } : {});
  });

  it('reports that a rollout begins, and does not fail the run when Suture is away', async () => {
    await waiting();
    const pending = (more = {}) => runScript(SCRIPT, ['pending'], { ...environment, ...more });
    expect(await pending()).toMatchObject({ code: 0, stdout: 'pending : accepted\n' });
    const lost = await pending({ SUTURE_URL: 'http://127.0.0.1:1' });
    expect(lost.code).toBe(0);
    expect(lost.stderr).toContain('cannot be reached');
  });

  it('succeeds when a person pushed and no heal waits', async () => {
    const reported = await finished({ INCIDENTS: '[]', NEEDS: JSON.stringify(WENT_WELL) });
    expect(reported).toMatchObject({ code: 0, stdout: 'finished success: no heal waits for it\n' });
  });

  it('fails without a retry when the secret is wrong', async () => {
    await waiting();
    const other = Buffer.from('another secret of the tests').toString('base64');
    const reported = await finished({ CALLBACK_SECRET: other, NEEDS: JSON.stringify(WENT_WELL) });
    expect(reported.code).toBe(1);
    expect(reported.stderr).toContain('401');
    expect(reported.stdout).toBe('');
    expect(await app.takeOutbox()).toEqual([]);
  });

  it('retries until the app accepts it', async () => {
    const { workflowId } = await waiting();
    const ids: (string | null)[] = [];
    const late = await serve(
      async (request: Request) => {
        ids.push(request.headers.get('webhook-id'));
        return ids.length < 3 ? new Response('starting', { status: 503 }) : app.app.fetch(request);
      },
      { host: '127.0.0.1', port: 0 },
    );
    const SUTURE_URL = `http://127.0.0.1:${late.address.port}`;
    expect((await finished({ SUTURE_URL, NEEDS: JSON.stringify(WENT_WELL) })).code).toBe(0);
    expect(ids).toEqual(Array(3).fill('finished-77-1'));
    expect(await app.takeOutbox()).toMatchObject([{ workflowId }]);
    await late.close(1_000);
  });

  it('names the variables to set', async () => {
    const reported = await runScript(SCRIPT, ['finished'], { ...environment, CALLBACK_SECRET: '' });
    expect(reported).toMatchObject({ code: 2, stderr: expect.stringContaining('CALLBACK_SECRET') });
  });
});
