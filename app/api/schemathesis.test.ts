import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../../platform/run-command.ts';
import { type Found, obtain } from '../../stack/components/component.ts';
import { schemathesis } from '../../stack/components/schemathesis.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { type Serving, serve } from '../serve.ts';
import { FAILED, json, type Release, startRelease } from '../testing/release.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const TIME_MS = 600_000;
const HERE = join(import.meta.dirname, 'testing');
/** What each answer is held against; what a request may leave out is our own affair. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** What guards the routes that are signed; `testing/sign.py` signs by them. */
const SECRETS = {
  CALLBACK_SECRET: `whsec_${Buffer.from('the delivery, in this test').toString('base64')}`,
  INGEST_SECRET: `whsec_${Buffer.from('the log router, in this test').toString('base64')}`,
  GITHUB_WEBHOOK_SECRET: 'github, in this test',
};

let program: Found | null = null;
let release: Release;
let test: TestApp;
let serving: Serving;
const signal = new AbortController().signal;

beforeAll(async () => {
  const setUp = { environment: process.env, root: process.cwd(), say: console.error, signal };
  program = await obtain(schemathesis, setUp).catch((error: Error) => {
    console.error(`The HTTP API is not tested by schemathesis: ${error.message}`);
    return null;
  });
  release = await startRelease((request, response) => {
    const isApi = request.url === '/test-fault/external-api';
    if (isApi && release.calls.length % 2 === 0) json(response, 200, { value: 42 });
    else json(response, isApi ? 504 : 500, FAILED);
  });
  test = await createTestApp({ environment: SECRETS, service: { url: release.url } });
  serving = await serve(test.app.fetch, { host: '127.0.0.1', port: 0 });
}, TIME_MS);
afterAll(async () => {
  test.stop();
  await serving.close(1_000);
  await test.close();
  await release.close();
});

/** One incident that waits for a person, one that failed, and one that has just opened. */
async function fill(): Promise<void> {
  const { store } = test;
  const ids: string[] = [];
  for (const faultCode of ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE']) {
    ids.push((await store.recordOccurrence(occurrence({ faultCode }))).incidentId);
  }
  const [waiting, failed] = ids as [string, string];
  const move = (
    incidentId: string,
    to: 'analyzing' | 'fixing' | 'validating' | 'awaiting_approval' | 'failed',
  ) => store.moveIncident({ incidentId, key: `${incidentId}:${to}`, to, message: to });
  for (const to of ['analyzing', 'fixing', 'validating', 'awaiting_approval'] as const)
    await move(waiting, to);
  await move(failed, 'failed');
}

/** No worker runs here; a reset that is asked for is taken and done at once, so that its answers come. */
function takeResets(): () => Promise<void> {
  let stopped = false;
  const working = (async () => {
    while (!stopped) {
      for (const message of await test.takeOutbox()) {
        if (message.kind !== 'start_reset') continue;
        const codeReset = { status: 'unchanged', commit: null } as const;
        await test.store.updateReset(message.resetId, {
          step: 'done',
          codeReset,
          finishedAt: new Date().toISOString(),
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return () => {
    stopped = true;
    return working;
  };
}

it('answers any request as its document says', { timeout: TIME_MS }, async (context) => {
  if (!program?.path) return context.skip('schemathesis cannot be had here');
  await fill();
  const folder = mkdtempSync(join(tmpdir(), 'suture-schemathesis-'));
  const stop = takeResets();
  try {
    const base = `http://127.0.0.1:${serving.address.port}`;
    const { code, stdout, tail } = await runCommand({
      command: [
        program.path,
        `--config-file=${join(HERE, 'schemathesis.toml')}`,
        'run',
        `${base}/openapi.json`,
        `--checks=${CHECKS.join(',')}`,
        // One thread: CPython 3.11 counts the depth of its syntax trees for all threads together, and stumbles over that.
        '--workers=1',
        '--no-color',
      ],
      folder,
      environment: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'sign',
        PYTHONPATH: HERE,
        PYTHONDONTWRITEBYTECODE: '1',
        ...SECRETS,
      },
      signal,
      timeoutMs: TIME_MS - 10_000,
    });
    expect(code, code === 0 ? '' : `${stdout.slice(0, 12_000)}\n${tail}`).toBe(0);
    // That it got behind the signature, the guards and the validation.
    const { logged } = test;
    const seen = logged.map(({ method, route, status }) => `${method} ${route} ${status}`);
    for (const answer of [
      // 202 while a reset runs, which waits for every rollout.
      /^POST \/developer\/incidents\/pipeline\/callback (202|404)$/,
      'POST /developer/incidents/pipeline/callback 400',
      'POST /ingest/cloudwatch 400',
      'POST /ingest/github 202',
      'POST /developer/incidents/:id/approve 202',
      'POST /developer/incidents/reset 200',
      'POST /test-fault/* 500',
      'GET /developer/incidents/:id 200',
      'GET /developer/incidents/healing-status 200',
    ]) {
      const found = seen.some((line) => (typeof answer === 'string' ? line === answer : answer.test(line)));
      expect(found, String(answer)).toBe(true);
    }
    expect(logged.length).toBeGreaterThan(300);
    // A fault, and what was no log line: nothing else is said.
    const expected = /^FAULT_|^Log lines from CloudWatch: \d+ could not be read or kept/;
    expect(test.lines.filter((line) => !expected.test(line))).toEqual([]);
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
