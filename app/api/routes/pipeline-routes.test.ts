import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../domain/incident.ts';
import type { Phase } from '../../../domain/phases.ts';
import type { PipelineCallback } from '../../../domain/pipeline.ts';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { postSigned } from '../../testing/signed.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../../testing/test-app.ts';

const PATH = '/developer/incidents/pipeline';
const KNOWN = 'e'.repeat(40);

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.store.recordPush({ commit: KNOWN, kind: 'fix', incidentId: null, attempt: null, resetId: null });
});
afterAll(() => test.close());

async function heal(phase: Phase) {
  const incidentId = await incidentIn(test.store, phase);
  return { incidentId, workflowId: `heal-${incidentId}` };
}

const report = (given: Partial<PipelineCallback> = {}): PipelineCallback => ({
  service: 'shop',
  incidents: [],
  status: 'success',
  commit_sha: KNOWN,
  run_url: 'http://127.0.0.1:8001/runs/7',
  detail: '',
  durations_ms: { check: 100, build: 250 },
  ...given,
});

async function told(response: Response) {
  return { status: response.status, body: await jsonOf<ErrorBody & { workflows: string[] }>(response) };
}

async function signals() {
  const messages = await test.takeOutbox();
  return messages.filter((message) => message.kind === 'signal');
}

describe.each(['pending', 'callback'])('POST /developer/incidents/pipeline/%s', (path) => {
  const refusals: [string, () => Promise<Response>][] = [
    ['is not signed', () => test.post(`${PATH}/${path}`, report())],
    [
      'is signed with another secret',
      () =>
        postSigned(test, path, report(), { secret: `whsec_${Buffer.from('another').toString('base64')}` }),
    ],
    [
      'was changed after it was signed',
      async () => {
        const [headers] = await headersOf(path, report());
        return test.post(`${PATH}/${path}`, report({ status: 'failure' }), headers);
      },
    ],
    [
      'was signed under another id',
      async () => {
        const [headers, body] = await headersOf(path, report());
        return test.post(`${PATH}/${path}`, body, { ...headers, 'webhook-id': 'another' });
      },
    ],
    [
      'was signed too long ago',
      () => postSigned(test, path, report(), { at: new Date(Date.now() - 6 * 60_000) }),
    ],
    [
      'is signed in the future',
      () => postSigned(test, path, report(), { at: new Date(Date.now() + 6 * 60_000) }),
    ],
    [
      'has nonsense for a signature',
      () =>
        test.post(`${PATH}/${path}`, report(), {
          'webhook-id': 'x',
          'webhook-timestamp': 'yesterday',
          'webhook-signature': 'v1,!!!',
        }),
    ],
  ];

  it.each(refusals)('answers 401 to a report that %s, and tells nobody', async (_, send) => {
    const response = await send();
    // A token would not help here.
    expect(response.headers.get('www-authenticate')).toBeNull();
    const { status, body } = await told(response);
    expect([status, body.error.code]).toEqual([401, 'bad_signature']);
    expect(body.error.message).toContain('CALLBACK_SECRET');
    expect(await signals()).toEqual([]);
  });

  it.each([
    ['no JSON', '{"status":', 'body'],
    ['nothing', '', 'body'],
    ['no object', '[]', 'body'],
    ['a short commit', report({ commit_sha: 'abc1234' }), 'commit_sha'],
    ['a commit in capitals', report({ commit_sha: 'A'.repeat(40) }), 'commit_sha'],
    ['incidents that are not an array', { ...report(), incidents: 'LIVE-0001' }, 'incidents'],
    ['no run', { ...report(), run_url: undefined }, 'run_url'],
  ])('answers 400 to %s, though it is signed', async (_, body, field) => {
    const answer = await told(await postSigned(test, path, body));
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
    expect(answer.body.error.message).toContain(field);
  });

  it('answers 404 for a commit that Suture did not push and no heal waits for', async () => {
    await heal('deploying');
    const unknown = report({ commit_sha: '0'.repeat(40), incidents: ['LIVE-9999'] });
    const { status, body } = await told(await postSigned(test, path, unknown));
    expect([status, body.error.code]).toEqual([404, 'unknown_commit']);
    expect(body.error.message).toContain('0'.repeat(40));
    expect(await signals()).toEqual([]);
  });

  it('answers 413 to a body that no report has', async () => {
    const long = report({ run_url: 'x'.repeat(300_000) });
    const { status, body } = await told(await postSigned(test, path, long));
    expect([status, body.error.code]).toEqual([413, 'body_too_long']);
    expect(body.error.message).toContain('shorter');
  });

  it('answers 503 while there is no secret to check a signature with', async () => {
    const own = await createTestApp({ environment: { CALLBACK_SECRET: '' } });
    try {
      const secret = test.parts.settings.CALLBACK_SECRET as string;
      const { status, body } = await told(await postSigned(own, path, report(), { secret }));
      expect([status, body.error.code]).toEqual([503, 'callback_not_configured']);
      expect(body.error.message).toContain('Set it');
    } finally {
      await own.close();
    }
  });
});

/** What a signed request has for headers, and its body. */
async function headersOf(path: string, body: unknown): Promise<[Record<string, string>, string]> {
  let seen: Record<string, string> = {};
  const post: TestApp['post'] = async (_path, _body, headers) => {
    seen = headers ?? {};
    return new Response();
  };
  await postSigned({ ...test, post }, path, body);
  return [seen, JSON.stringify(body)];
}

describe('POST /developer/incidents/pipeline/callback', () => {
  it('signals each heal that waits for a rollout of these incidents, and no other', async () => {
    const deploying = await heal('deploying');
    const verifying = await heal('verifying');
    const notYet = await heal('pushing');
    const over = await heal('resolved');
    await heal('deploying');
    const body = report({
      incidents: [deploying, verifying, notYet, over].map(({ incidentId }) => incidentId),
      status: 'failure',
      detail: 'The build failed.',
    });
    const answer = await told(await postSigned(test, 'callback', body));
    const awaiting = [deploying.workflowId, verifying.workflowId];
    expect(answer).toEqual({ status: 202, body: { accepted: true, workflows: awaiting } });
    expect(await signals()).toEqual(
      awaiting.map((workflowId) => ({
        kind: 'signal',
        workflowId,
        signal: 'rolloutFinished',
        payload: body,
      })),
    );
  });

  it('signals once when the same report is delivered again', async () => {
    const { incidentId, workflowId } = await heal('deploying');
    const body = report({ incidents: [incidentId] });
    const deliver = () => postSigned(test, 'callback', body, { id: 'callback-run-7' });
    const answers = await Promise.all([deliver(), deliver(), deliver()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await signals()).toMatchObject([{ workflowId }]);
    expect((await deliver()).status).toBe(202);
    expect(await signals()).toEqual([]);
  });

  it('signals again for the report of another run', async () => {
    const { incidentId, workflowId } = await heal('deploying');
    for (const status of ['failure', 'success'] as const) {
      await postSigned(test, 'callback', report({ incidents: [incidentId], status }));
    }
    expect(await signals()).toMatchObject([
      { workflowId, payload: { status: 'failure' } },
      { workflowId, payload: { status: 'success' } },
    ]);
  });

  it('accepts a report of any commit that a heal waits for', async () => {
    const { incidentId, workflowId } = await heal('deploying');
    const body = report({ incidents: [incidentId], commit_sha: '7'.repeat(40) });
    expect(await told(await postSigned(test, 'callback', body))).toMatchObject({
      status: 202,
      body: { workflows: [workflowId] },
    });
    await signals();
  });

  it('accepts a report about a pushed commit that no heal waits for', async () => {
    const answer = await told(await postSigned(test, 'callback', report()));
    expect(answer).toEqual({ status: 202, body: { accepted: true, workflows: [] } });
    expect(await signals()).toEqual([]);
  });

  it('signals a running reset at every rollout', async () => {
    const { reset } = await test.store.requestReset('a person');
    const answer = await told(await postSigned(test, 'callback', report()));
    expect(answer.body.workflows).toEqual([reset.workflowId]);
    expect(await signals()).toMatchObject([{ workflowId: reset.workflowId, signal: 'rolloutFinished' }]);
    await test.store.updateReset(reset.id, { step: 'done' });
  });

  it('fills in the defaults of absent fields', async () => {
    const { incidentId } = await heal('deploying');
    const { detail: _, durations_ms: __, ...body } = report({ incidents: [incidentId] });
    expect((await postSigned(test, 'callback', body)).status).toBe(202);
    expect(await signals()).toMatchObject([{ payload: { detail: '', durations_ms: {} } }]);
  });

  it('rejects an unknown status', async () => {
    const answer = await told(await postSigned(test, 'callback', { ...report(), status: 'green' }));
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
    expect(answer.body.error.message).toContain('status: ');
  });

  it('treats an id that PostgreSQL cannot store as unknown', async () => {
    const body = report({ incidents: ['LIVE-\0'], commit_sha: '5'.repeat(40) });
    const answer = await told(await postSigned(test, 'callback', body));
    expect([answer.status, answer.body.error.code]).toEqual([404, 'unknown_commit']);
  });

  it('accepts a signed body of another content type', async () => {
    const [headers, text] = await headersOf('callback', report());
    const response = await test.app.request(`${PATH}/callback`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/plain' },
      body: text,
    });
    expect(response.status).toBe(202);
  });
});

describe('POST /developer/incidents/pipeline/pending', () => {
  it('informs the pages that a rollout has begun, and signals no heal', async () => {
    const heard: LiveEvent[] = [];
    let hear = () => {};
    const news = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const leave = test.parts.events.subscribe((event) => {
      heard.push(event);
      if (event.kind === 'delivery') hear();
    });
    const { incidentId, workflowId } = await heal('deploying');
    const { service, incidents, commit_sha, run_url } = report({ incidents: [incidentId] });
    const answer = await told(await postSigned(test, 'pending', { service, incidents, commit_sha, run_url }));
    expect(answer).toEqual({ status: 202, body: { accepted: true, workflows: [workflowId] } });
    await news;
    leave();
    expect(heard).toContainEqual(
      expect.objectContaining({ kind: 'delivery', message: `Rollout of ${'e'.repeat(10)} has begun` }),
    );
    expect(await signals()).toEqual([]);
  });
});

it('does not start with a secret that is not base64', async () => {
  await expect(createTestApp({ environment: { CALLBACK_SECRET: 'not base64 !' } })).rejects.toMatchObject({
    type: 'invalid_settings',
    message: expect.stringContaining('CALLBACK_SECRET'),
  });
});

describe('an ordinary rollout that concerns no incident', () => {
  it('has the definition of its service read again, once for each report', async () => {
    await test.takeOutbox();
    const { name: service } = test.service;
    const about = report({ service, commit_sha: 'd'.repeat(40) });
    for (let time = 0; time < 2; time += 1) await postSigned(test, 'callback', about, { id: 'ordinary' });
    await postSigned(test, 'callback', { ...about, status: 'failure' }, { id: 'failed' });
    await postSigned(test, 'callback', { ...about, service: 'nobody' }, { id: 'unknown' });
    expect(await test.takeOutbox()).toEqual([{ kind: 'read_definition', service }]);
  });
});
