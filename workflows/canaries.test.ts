import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { guardCodeHost } from '../adapters/code-host/guard-secrets.ts';
import { ADA, type GitHubHost, hostOnGitHub } from '../adapters/code-host/testing/github-host.ts';
import { createClaudeProvider } from '../adapters/fix-provider/claude/provider.ts';
import { claudeSettings } from '../adapters/fix-provider/testing/claude.ts';
import { createBackboardKnowledge } from '../adapters/knowledge/backboard/backboard.ts';
import { createNotifiers } from '../adapters/notifier/registry.ts';
import { ownSecrets } from '../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { createOtlpTracing } from '../adapters/tracing/otlp.ts';
import type { Failure, Observations } from '../domain/evidence.ts';
import type { KnowledgeHit } from '../domain/ports/knowledge.ts';
import type { Prover } from '../domain/ports/prover.ts';
import { startBackboard } from '../fakes/backboard/backboard-server.ts';
import { startMessagesServer } from '../fakes/claude/messages-server.ts';
import { startCollector } from '../fakes/otlp-collector.ts';
import { startReceiver } from '../fakes/webhook-receiver.ts';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack } from './testing/stack.ts';
import { BROKEN, until } from './testing/world.ts';

// Each request to the stand-in of GitHub starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 300_000 });

/** Put together here, so that no scanner takes this file for a leak. */
const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const CANARIES = {
  'a file that may be changed': `sk_${'live'}_${hex(16)}`,
  'a log line': `AIza${hex(18).slice(0, 35)}`,
  'the message of an error': `ghp_${hex(18)}`,
  'a stack': `eyJ${hex(8)}.eyJ${hex(12)}.${hex(16)}`,
  'a reason': `xoxb-${'123456789012'}-1234567890123-${hex(12)}`,
  'a header': `f81d4fae${hex(12)}`,
  'a body': `hunter2${hex(8)}`,
  'a body in base64': Buffer.from(`{"user":"ada","password":"hunter3${hex(8)}"}`).toString('base64'),
  'a body in base64 for addresses': Buffer.from(`token=hunter4${hex(8)}&a=~~?`).toString('base64url'),
  'a form': `f0rm+hunter5${hex(8)}`,
  'a field of a form with parts': `c0rrect horse ${hex(8)}`,
  'an address with a password': `pa55word${hex(8)}`,
  'the address of a remote': `gho_${hex(18)}`,
  'a runbook': `npm_${hex(18)}`,
  'the words of a model': `rk_${'live'}_${hex(16)}`,
  'a comment of a person': `GOCSPX-${hex(14)}`,
  'the environment of Suture': `${hex(8)}-${hex(8)}`,
  'a file that may not be changed': `glpat-${hex(10)}`,
  'the environment of the service': `sk_${'live'}_${hex(16)}`,
  'the output of the migrations': `m1grate${hex(8)}`,
  'the output of the seed': `SG.${hex(11)}.${hex(21)}1`,
  'the output of the tests': `eyJ${hex(8)}.eyJ${hex(12)}.${hex(16)}`,
  'a statement': `st4tement${hex(8)}`,
  'a value of a statement': `ghu_${hex(18)}`,
  'an answer of an upstream': `up5tream${hex(10)}`,
  'a past fix': `glptt-${hex(20)}`,
  'the code of a past fix': `AIza${hex(18).slice(0, 35)}`,
  'the reason of a rollback': `xoxp-${'123456789012'}-1234567890123-${hex(12)}`,
  'an error of a step': `sl4ck${hex(8)}`,
  'the database of Suture': `d4tabase${hex(8)}`,
  'the cache of Suture': `c4che${hex(8)}`,
  'the key of another service': `AKIA${hex(8).toUpperCase()}`,
};
const ENVIRONMENT = { AWS_SECRET_ACCESS_KEY: CANARIES['the environment of Suture'] };
const OWN_IN_BASE64 = Buffer.from(`key ${CANARIES['the environment of Suture']}`).toString('base64');

const SETTINGS = {
  databaseUrl: `postgres://suture:${CANARIES['the database of Suture']}@127.0.0.1:5432/suture`,
  redisUrl: `redis://:${CANARIES['the cache of Suture']}@127.0.0.1:6379`,
};

/** A proof whose output holds secrets, and which fails once with another in its error. */
function aroundProver(world: Prover): Prover {
  const output = [
    `migrate: connecting to postgres://owner:${CANARIES['the output of the migrations']}@db:5432/shop`,
    `seed: api key ${CANARIES['the output of the seed']}`,
    `not ok 1 - Authorization: Bearer ${CANARIES['the output of the tests']}`,
  ].join('\n');
  const observations: Observations = {
    upstreams: [
      {
        ...{ name: 'rates', calls: 3, maxLatencyMs: 5, statuses: { 200: 3 } },
        samples: [JSON.stringify({ rate: 1, client_secret: CANARIES['an answer of an upstream'] })],
      },
    ],
    statements: [
      {
        text: `SELECT price FROM items WHERE password = '${CANARIES['a statement']}'`,
        ...{ count: 3, outcome: 'failed', sqlstate: '42P01', maxLatencyMs: 5 },
        parameters: [CANARIES['a value of a statement']],
      },
    ],
  };
  const said = (failures: Failure[]) =>
    failures.map((failure) => ({
      ...failure,
      message: `${failure.message} ${output}`,
      statement: observations.statements[0]?.text ?? null,
      hint: output,
      output,
    }));
  let fails = true;
  return {
    ...world,
    async reproduce(subject, context) {
      if (fails) {
        fails = false;
        throw new Error(`connect ECONNREFUSED redis://:${CANARIES['an error of a step']}@cache:6379`);
      }
      const reproduction = await world.reproduce(subject, context);
      return { ...reproduction, failures: said(reproduction.failures), observations };
    },
    async prove(...given) {
      const verdict = await world.prove(...given);
      return {
        ...verdict,
        summary: `${verdict.summary} ${output}`,
        steps: verdict.steps.map((step) => ({ ...step, detail: output })),
        failures: said(verdict.failures),
        observations,
      };
    },
  };
}

/** Fixes of before, as knowledge of another keeper may answer them. */
const PAST_FIX: KnowledgeHit = {
  ...{ id: 'past', kind: 'fix', title: 'Set the key', score: 1 },
  excerpt: `broken: set ${CANARIES['a past fix']}`,
  fix: {
    ...{ incidentId: 'SUT-1', faultCode: 'FAULT_ONE', templates: [] },
    rationale: `The key is ${CANARIES['a past fix']}.`,
    before: [{ path: 'src/one.ts', content: BROKEN }],
    after: [{ path: 'src/one.ts', content: `const key = '${CANARIES['the code of a past fix']}';\n` }],
    rolledBack: { why: `It showed ${CANARIES['the reason of a rollback']}.`, by: null },
  },
};

/** All that leaves by HTTP; what is in base64 is shown as text as well. */
let left: string[];
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  left = [];
  const send = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const body = await request.clone().text();
    left.push(`${request.method} ${request.url}\n${JSON.stringify([...request.headers])}\n${body}`);
    return send(input, init);
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.restoreAllMocks();
});

async function opened<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  closing.push(() => server.close());
  return server;
}

const fix = (state: string, proposal: number) => ({
  tools: [
    { name: 'read_file', input: { path: 'src/keys.ts' } },
    {
      name: 'propose_edits',
      input: {
        cause: `The key ${CANARIES['the words of a model']} was refused.`,
        rationale: `${CANARIES['the words of a model']} is set to ${state}.`,
        edits: [{ path: 'src/one.ts', find: '"broken"', replace: `"${state}"` }],
      },
    },
    { name: 'run_proof', input: { proposal } },
  ],
});

it('lets no secret leave in a whole cycle with GitHub, Claude, Slack, a webhook, Backboard and a collector', async () => {
  const guard = createSecretGuard(ownSecrets(SETTINGS, ENVIRONMENT));
  const claude = await opened(
    startMessagesServer((index) => fix(index === 0 ? 'fixed' : 'fixed"; // "again', 1)),
  );
  const receiver = await opened(startReceiver());
  const collector = await opened(startCollector());
  const tracing = await createOtlpTracing({
    ...{ endpoint: collector.endpoint, program: 'suture-test', version: 'a', guard, delayMs: 20 },
  });
  closing.push(() => tracing.close());
  const apiKey = `espr_${hex(6)}`;
  const backboard = await opened(startBackboard({ apiKey }));
  const knowledge = createBackboardKnowledge({ apiKey, baseUrl: backboard.baseUrl, timeoutMs: 5_000, guard });
  await knowledge.syncRunbooks([
    { id: 'one', title: 'When it is broken', body: `broken: use ${CANARIES['a runbook']} to look` },
  ]);
  let github: GitHubHost | undefined;
  const stack = await startTestStack({
    workflowBundle: await prepareWorkflows(),
    deliver: 'review',
    policy: { approval: false, attempts: 3 },
    initially: `${BROKEN}const key = '${CANARIES['a file that may be changed']}';\n`,
    provider: createClaudeProvider(claudeSettings(claude.url), guard),
    notifiers: createNotifiers(
      {
        NOTIFY_SLACK_URL: receiver.url,
        NOTIFY_WEBHOOK_URL: receiver.url,
        NOTIFY_WEBHOOK_SECRET: randomBytes(24).toString('base64'),
      },
      guard,
    ),
    files: { 'src/keys.ts': `export const key = '${CANARIES['a file that may not be changed']}';\n` },
    environment: { PAYMENT_KEY: CANARIES['the environment of the service'] },
    aroundProver,
    knowledge: {
      ...knowledge,
      async search(...given) {
        const found = await knowledge.search(...given);
        return { ...found, hits: [...found.hits, PAST_FIX] };
      },
    },
    tracing,
    async host(repository) {
      const found = await hostOnGitHub(repository);
      github = found;
      return { codeHost: guardCodeHost(found.codeHost, guard), close: found.close };
    },
  });
  closing.push(() => stack.stop());
  const server = (github as unknown as GitHubHost).server;

  const said = [
    `refused ${CANARIES['the message of an error']}`,
    `Authorization: Bearer ${CANARIES['a header']}`,
    `{"password":"${CANARIES['a body']}"}`,
    `{"body":"${CANARIES['a body in base64']}","state":"${CANARIES['a body in base64 for addresses']}"}`,
    `user=ada&new_password=${CANARIES['a form']}&page=1`,
    '--part',
    'Content-Disposition: form-data; name="new_password"',
    '',
    CANARIES['a field of a form with parts'],
    '--part--',
    `AWS ${OWN_IN_BASE64}`,
    `postgres://shop:${CANARIES['an address with a password']}@db:5432/shop`,
    `fatal: unable to access 'https://x-access-token:${CANARIES['the address of a remote']}@github.com/a/b.git/'`,
    `FATAL: ${CANARIES['the database of Suture']} and ${CANARIES['the cache of Suture']} were refused`,
    `signed by ${CANARIES['the environment of Suture']} and ${CANARIES['the key of another service']}`,
  ].join('\n');
  const incidentId = await stack.fail('one', said);
  await stack.store.recordOccurrence({
    service: stack.service,
    faultCode: 'FAULT_ONE',
    faultType: 'broken',
    severity: 'high',
    route: '/one',
    reason: `said ${CANARIES['a reason']}`,
    logLine: `FAULT_ONE route=/one reason=x ${CANARIES['a log line']} ${said}`,
    latencyMs: 1,
    message: said,
    stack: `Error: ${CANARIES['a stack']}\n    at f (src/one.ts:1:1)`,
  });

  const pullOf = (number: number) =>
    until(async () => server.pulls.pulls.find((pull) => pull.number === number));
  await pullOf(1);
  server.pulls.comment(1, ADA, `Do not use ${CANARIES['a comment of a person']} for this.`);
  server.pulls.close(1, ADA);
  await stack.reaches(incidentId, 'failed');
  await stack.store.retryIncident(incidentId, 'Ada');
  await pullOf(2);
  await until(async () => ((await stack.explain(incidentId)).match(/waits for a person/g)?.length ?? 0) > 1);
  const merged = await server.pulls.merge(2, ADA, 'squash');
  await stack.reaches(incidentId, 'deploying');
  await stack.deliver(merged);
  await stack.reaches(incidentId, 'resolved');
  await stack.heal(incidentId).result();
  await until(async () => receiver.received.length >= 2);
  await tracing.close();

  const history = await server.repository.run(['log', '--all', '--format=%B%an%ae']);
  const decoded = left.flatMap((request) =>
    [...request.matchAll(/"content":"([A-Za-z0-9+/=\\n]+)","encoding":"base64"/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64').toString(),
    ),
  );
  const hosts = ['/v1/messages', '/pulls', '/git/commits', '/hook', 'memories'];
  for (const host of hosts)
    expect(
      left.some((request) => request.includes(host)),
      host,
    ).toBe(true);
  expect(collector.received.length).toBeGreaterThan(0);
  const all = [
    ...left,
    ...collector.received,
    history,
    JSON.stringify(server.pulls.pulls.map(({ comments: _, ...pull }) => pull)),
  ];
  // Each was in the way of what leaves: a hidden secret stands as its marker.
  const asked = left.filter((request) => request.includes('/v1/messages')).join('\n');
  for (const words of ['PAST_FIX', 'client_secret', 'migrate: connecting', 'WHERE password'])
    expect(asked, words).toContain(words === 'PAST_FIX' ? 'Set the key' : words);
  // The file that is repaired has held its own secret before, and keeps it, in the repository that has it already.
  const { 'a file that may be changed': own, ...others } = CANARIES;
  // Markdown shows other characters than it holds.
  const shown = all.map((text) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))));
  for (const [place, canary] of Object.entries({ ...others, 'a key of Suture in base64': OWN_IN_BASE64 })) {
    const found = [...all, ...shown, ...decoded].filter((text) => text.includes(canary));
    // A model is sent its own words back, as the API asks; nobody else may get them.
    const leaked = found.filter((text) => place !== 'the words of a model' || !text.includes('/v1/messages'));
    expect(leaked, place).toEqual([]);
  }
  expect(all.filter((text) => text.includes(own))).toEqual([]);
  expect(decoded.every((text) => text.includes(own))).toBe(true);
});
