import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADA, type GitHubHost, startGitHubHost } from '../../adapters/code-host/testing/github-host.ts';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import { incidentIn } from '../../store/testing/incident-in.ts';
import { createTestApp, jsonOf, type TestApp } from '../testing/test-app.ts';

const SECRET = 'a secret between GitHub and us';
const PATH = '/ingest/github';

let github: GitHubHost;
let test: TestApp;
/** Of the heal of LIVE-0001, and of somebody. */
let ours: number;
let theirs: number;

async function open(key: string): Promise<number> {
  const codeHost = github.with({});
  const { review } = await codeHost.push({
    branch: 'main',
    parent: await codeHost.head('main'),
    edits: [{ path: 'a.txt', content: `${key}\n` }],
    message: `Change\n\n${KEY_TRAILER}: ${key}\n`,
    idempotencyKey: key,
    review: { title: 'Change', body: '' },
  });
  return review?.number ?? 0;
}

async function start(environment: Record<string, string> = {}, repo = github.server.repo): Promise<TestApp> {
  const { owner, baseUrl } = github.server;
  const started = await createTestApp({
    environment: { GITHUB_WEBHOOK_SECRET: SECRET, ...environment },
    service: { repository: { host: 'github', owner, repo, baseUrl } },
  });
  // LIVE-0001, whose fix waits.
  await incidentIn(started.store, 'pushing', { service: started.service.name });
  await started.takeOutbox();
  return started;
}

beforeAll(async () => {
  github = await startGitHubHost({ 'a.txt': 'a\n' });
  ours = await open('heal-LIVE-0001/1/push/1');
  theirs = await open('work/of/somebody');
});
afterAll(() => github.close());
beforeEach(async () => {
  test = await start();
});
afterEach(() => test.close());

describe('POST /ingest/github', () => {
  it('wakes the heal that waits for a pull request that was closed, once a delivery', async () => {
    github.server.pulls.close(ours, ADA);
    const { body, headers } = await github.server.webhook(ours, SECRET, ADA);
    for (let time = 0; time < 2; time += 1) {
      const response = await test.post(PATH, body, headers);
      expect(response.status).toBe(202);
      expect(await jsonOf(response)).toEqual({ accepted: true, workflows: ['heal-LIVE-0001'] });
    }
    expect(await test.takeOutbox()).toEqual([
      { kind: 'signal', workflowId: 'heal-LIVE-0001', signal: 'reviewFinished', payload: null },
    ]);
  });

  it('wakes the heals that wait in a repository where a comment asks for another change, and for no other comment', async () => {
    for (const [text, workflows] of [
      ['Looks plausible, suture: is new to me.', []],
      ['suture: Keep the log line.', ['heal-LIVE-0001']],
    ] as const) {
      github.server.pulls.comment(ours, ADA, text);
      const { body, headers } = await github.server.commentWebhook(ours, SECRET, ADA);
      const answer = await jsonOf(await test.post(PATH, body, headers));
      expect(answer).toEqual({ accepted: workflows.length > 0, workflows });
    }
    expect(await test.takeOutbox()).toEqual([
      { kind: 'signal', workflowId: 'heal-LIVE-0001', signal: 'reviewFinished', payload: null },
    ]);
    expect(github.server.violations).toEqual([]);
  });

  it('wakes the heal once for the same event without an id, and again for another', async () => {
    github.server.pulls.close(ours, ADA);
    const { body, headers } = await github.server.webhook(ours, SECRET, ADA);
    const { 'x-github-delivery': _, ...without } = headers;
    for (let time = 0; time < 2; time += 1) {
      expect((await test.post(PATH, body, without)).status).toBe(202);
    }
    expect(await test.takeOutbox()).toHaveLength(1);
    const long = { ...headers, 'x-github-delivery': randomBytes(4_000).toString('hex') };
    expect((await test.post(PATH, body, long)).status).toBe(202);
    const later = JSON.stringify({ ...JSON.parse(body), sent: 'again' });
    const signature = createHmac('sha256', SECRET).update(later).digest('hex');
    const again = { ...without, 'x-hub-signature-256': `sha256=${signature}` };
    expect((await test.post(PATH, later, again)).status).toBe(202);
    expect(await test.takeOutbox()).toHaveLength(2);
  });

  it('is open to GitHub where other changes need the token', async () => {
    const other = await start({ ADMIN_TOKEN: 'a token that GitHub does not have' });
    try {
      const { body, headers } = await github.server.webhook(ours, SECRET, ADA);
      expect((await other.post(PATH, body, headers)).status).toBe(202);
    } finally {
      await other.close();
    }
  });

  it('ignores events that concern no heal', async () => {
    github.server.pulls.close(theirs, ADA);
    const stranger = await github.server.webhook(theirs, SECRET, ADA);
    const known = await github.server.webhook(ours, SECRET, ADA);
    const elsewhere = await start({}, 'another');
    try {
      const answers = [
        await test.post(PATH, stranger.body, stranger.headers),
        await elsewhere.post(PATH, known.body, known.headers),
        await test.post(PATH, known.body, { ...known.headers, 'x-github-event': 'ping' }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(202);
        expect(await jsonOf(answer)).toEqual({ accepted: false, workflows: [] });
      }
      expect([...(await test.takeOutbox()), ...(await elsewhere.takeOutbox())]).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('ignores a pull request in the repository of another service than that of the incident', async () => {
    const other = await start({}, 'another');
    const { owner, repo, baseUrl } = github.server;
    const repository = { host: 'github' as const, owner, repo, baseUrl };
    await other.store.attachService({ ...other.service, name: 'second', repository }, 'its key');
    await other.takeOutbox();
    const { body, headers } = await github.server.webhook(ours, SECRET, ADA);
    expect(await jsonOf(await other.post(PATH, body, headers))).toEqual({ accepted: false, workflows: [] });
    expect(await other.takeOutbox()).toEqual([]);
    await other.close();
  });

  it('refuses a webhook without the right signature', async () => {
    const { body, headers } = await github.server.webhook(ours, 'another secret', ADA);
    const { 'x-hub-signature-256': _, ...unsigned } = headers;
    const genuine = await github.server.webhook(ours, SECRET, ADA);
    const answers = [
      await test.post(PATH, body, headers),
      await test.post(PATH, body, unsigned),
      await test.post(PATH, genuine.body.replace('"closed"', '"opened"'), genuine.headers),
      await test.post(PATH, '', genuine.headers),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect((await jsonOf(answer)).error.code).toBe('bad_signature');
    }
    expect(await test.takeOutbox()).toEqual([]);
  });

  it('says what to set where there is no secret', async () => {
    const bare = await createTestApp();
    try {
      const { body, headers } = await github.server.webhook(ours, SECRET, ADA);
      const answer = await bare.post(PATH, body, headers);
      expect(answer.status).toBe(503);
      expect((await jsonOf(answer)).error.message).toContain('GITHUB_WEBHOOK_SECRET');
    } finally {
      await bare.close();
    }
  });
});
