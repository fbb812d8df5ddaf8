import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBackboard } from '../../../fakes/backboard/backboard-server.ts';
import { createTestDatabase } from '../../../store/testing.ts';
import { createSecretGuard } from '../../secrets/secret-guard.ts';
import { describeKnowledge, evidence, learned } from '../contract.ts';
import { withFallback } from '../fallback.ts';
import { createPostgresKnowledge } from '../postgres.ts';
import { type BackboardOptions, createBackboardKnowledge } from './backboard.ts';

const apiKey = 'espr_test_key';
type Server = Awaited<ReturnType<typeof startBackboard>>;

function knowledgeOn(server: Server, options: Partial<BackboardOptions> = {}) {
  const { baseUrl } = server;
  return createBackboardKnowledge({
    apiKey,
    baseUrl,
    timeoutMs: 2_000,
    guard: createSecretGuard([]),
    ...options,
  });
}

describeKnowledge('backboard', async () => {
  const server = await startBackboard({ apiKey });
  return { knowledge: knowledgeOn(server), close: () => server.close() };
});

describeKnowledge('backboard, or postgres', async () => {
  const server = await startBackboard({ apiKey });
  const database = await createTestDatabase();
  const postgres = createPostgresKnowledge({ databaseUrl: database.url });
  return {
    knowledge: withFallback(knowledgeOn(server), postgres, () => {}),
    async close() {
      await postgres.close();
      await database.drop();
      await server.close();
    },
  };
});

const RUNBOOKS = [{ id: 'ice', title: 'Frozen pipes', body: 'Thaw the frozen pipe with warm water.' }];
const frozen = evidence({ failure: { message: 'a pipe was frozen' } });

let server: Server;
beforeEach(async () => {
  server = await startBackboard({ apiKey });
});
afterEach(() => server.close());

describe('the assistant', () => {
  it('is made on first use, once, and found by the next worker', async () => {
    await knowledgeOn(server).syncRunbooks(RUNBOOKS);
    const { hits } = await knowledgeOn(server).search(frozen, 5);
    expect(hits.map(({ id }) => id)).toEqual(['ice']);
    expect(server.assistants.map(({ name }) => name)).toEqual(['Suture']);
  });

  it('is the same for workers that start at once', async () => {
    const workers = Array.from({ length: 5 }, () => knowledgeOn(server));
    await Promise.all(workers.map((worker) => worker.syncRunbooks(RUNBOOKS)));
    const used = server.assistants.filter(({ memories }) => memories.length > 0);
    expect(used).toHaveLength(1);
    // What they made several times is found once, and tidied up by the next.
    const { hits } = await knowledgeOn(server).search(frozen, 5);
    expect(hits.map(({ id }) => id)).toEqual(['ice']);
    expect(await knowledgeOn(server).syncRunbooks(RUNBOOKS)).toBe(0);
    expect(used[0]?.memories).toHaveLength(1);
  });

  it('is found beyond the first page', async () => {
    const others = Array.from({ length: 130 }, (_, index) => ({
      assistant_id: `other-${index}`,
      name: index === 120 ? 'Suture' : 'Other',
      description: null,
      created_at: new Date().toISOString(),
      memories: [],
    }));
    server.assistants.push(...others);
    await knowledgeOn(server).syncRunbooks(RUNBOOKS);
    expect(server.assistants[120]?.memories).toHaveLength(1);
    expect(server.assistants).toHaveLength(130);
  });

  it('is created again when a person deleted it, unless its id was set', async () => {
    const knowledge = knowledgeOn(server);
    await knowledge.syncRunbooks(RUNBOOKS);
    const [first] = server.assistants.splice(0);
    expect(await knowledge.syncRunbooks(RUNBOOKS)).toBe(1);
    const named = knowledgeOn(server, { assistantId: first?.assistant_id });
    await expect(named.search(frozen, 5)).rejects.toMatchObject({
      type: 'knowledge_failed',
      retryable: false,
    });
  });

  it('may be taught by people beside us', async () => {
    const knowledge = knowledgeOn(server);
    await knowledge.syncRunbooks(RUNBOOKS);
    const memories = server.assistants[0]?.memories;
    memories?.push({
      id: 'm1',
      content: 'When a pipe was frozen, ask Ada first.',
      metadata: null,
      created_at: '',
    });
    const { hits } = await knowledge.search(frozen, 5);
    expect(hits.map(({ id, kind }) => [id, kind]).sort()).toEqual([
      ['ice', 'runbook'],
      ['memory:m1', 'runbook'],
    ]);
    expect(await knowledge.syncRunbooks([])).toBe(1);
    expect(memories?.map(({ id }) => id)).toEqual(['m1']);
  });
});

describe('what leaves the machine', () => {
  it('holds no secret, and no question but words', async () => {
    // Assembled here, so that no scanner takes this file for a leak.
    const token = `ghp_${'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'}`;
    const url = 'postgres://shop:hunter2secret@db.internal:5432/shop';
    const failure = { sqlstate: '42703', message: `connect ${url} failed`, output: token };
    const before = [{ path: 'src/cart.ts', content: `const token = "${token}";\nselect sum` }];
    const after = [{ path: 'src/cart.ts', content: `const token = "${token}";\nselect total` }];
    const knowledge = knowledgeOn(server);
    await knowledge.learn(learned({ evidence: evidence({ failure }), before, after }));
    const { hits } = await knowledge.search(evidence({ failure, logLines: [token] }), 5);
    const sent = JSON.stringify(server.calls);
    expect(sent).toContain('select total');
    expect(sent).not.toContain(token);
    expect(sent).not.toContain('hunter2secret');
    const marked = (text: string) => [
      { path: 'src/cart.ts', content: `const token = "⟦secret removed⟧";\n${text}` },
    ];
    expect(hits[0]?.fix).toMatchObject({ before: marked('select sum'), after: marked('select total') });
    const search = server.calls.find(({ path }) => path.endsWith('/search'));
    expect(search?.body).toMatchObject({ query: expect.stringMatching(/^[a-z0-9_ ]+$/) });
  });
});

describe('a question about a failure', () => {
  it('holds no word of a secret that stands in it', async () => {
    const knowledge = knowledgeOn(server, { guard: createSecretGuard(['ouradministrator']) });
    await knowledge.syncRunbooks(RUNBOOKS);
    const message =
      'postgres://shop:correcthorsebattery@db.internal:5432/shop is frozen for ouradministrator';
    const hint = 'or use https://shop:staplermoonlight@db.internal';
    const failed = evidence({ failure: { message, hint }, logLines: [`said: ${message}`] });
    expect((await knowledge.search(failed, 5)).hits.map(({ id }) => id)).toEqual(['ice']);
    const call = server.calls.find(({ path }) => path.endsWith('/search'));
    const asked = JSON.stringify(call?.body);
    expect(asked).toContain('frozen');
    expect(asked).not.toMatch(/correcthorse|staplermoon|administrator|removed/);
  });
});

describe('a runbook with a secret in it', () => {
  it('is stored without, and not written again at each start', async () => {
    const token = `ghp_${'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'}`;
    const own = 'the-admin-token-of-ours';
    const knowledge = knowledgeOn(server, { guard: createSecretGuard([own]) });
    const runbooks = [{ id: 'ice', title: 'Frozen pipes', body: `Call with ${token}, or with ${own}.` }];
    expect(await knowledge.syncRunbooks(runbooks)).toBe(1);
    expect(await knowledge.syncRunbooks(runbooks)).toBe(0);
    const sent = JSON.stringify(server.calls);
    expect(sent).toContain('Call with ⟦secret removed⟧, or with ⟦secret removed⟧.');
    expect([token, own].filter((secret) => sent.includes(secret))).toEqual([]);
  });
});

describe('trouble', () => {
  it.each([
    [{ status: 500 }, { type: 'knowledge_unavailable', retryable: true }],
    [{ status: 429 }, { type: 'knowledge_unavailable', retryable: true }],
    ['hang' as const, { type: 'knowledge_unavailable', retryable: true }],
    ['cut' as const, { type: 'knowledge_unavailable', retryable: true }],
    [{ status: 401 }, { type: 'knowledge_refused', retryable: false }],
    [{ status: 402 }, { type: 'knowledge_refused', retryable: false }],
    [{ status: 422 }, { type: 'knowledge_failed', retryable: false }],
  ])('%j', async (trouble, expected) => {
    const knowledge = knowledgeOn(server, { timeoutMs: 300 });
    server.trouble = trouble;
    await expect(knowledge.search(frozen, 5)).rejects.toMatchObject(expected);
    await expect(knowledge.learn(learned())).rejects.toMatchObject(expected);
    await expect(knowledge.syncRunbooks(RUNBOOKS)).rejects.toMatchObject(expected);
    server.trouble = null;
    await knowledge.syncRunbooks(RUNBOOKS);
    expect((await knowledge.search(frozen, 5)).hits).toHaveLength(1);
  });

  it('in the search alone is trouble too', async () => {
    const knowledge = knowledgeOn(server, { apiKey: 'another' });
    await expect(knowledge.search(frozen, 5)).rejects.toMatchObject({ type: 'knowledge_refused' });
    const { baseUrl } = server;
    await knowledgeOn(server).syncRunbooks(RUNBOOKS);
    const [assistant] = server.assistants;
    const { openBackboard } = await import('./client.ts');
    const stranger = openBackboard({ apiKey: 'another', baseUrl, timeoutMs: 2_000 });
    await expect(stranger.search(assistant?.assistant_id ?? '', 'pipe', 5)).rejects.toMatchObject({
      type: 'knowledge_refused',
      message: expect.stringContaining('Invalid or missing API key'),
    });
  });
});

describe('with the local knowledge to fall back to', () => {
  async function both() {
    const database = await createTestDatabase();
    const postgres = createPostgresKnowledge({ databaseUrl: database.url });
    const said: string[] = [];
    const backboard = knowledgeOn(server, { timeoutMs: 500 });
    const knowledge = withFallback(backboard, postgres, (line) => said.push(line));
    return {
      knowledge,
      backboard,
      said,
      async close() {
        await postgres.close();
        await database.drop();
      },
    };
  }

  it.each([{ status: 503 }, { status: 401 }, 'hang' as const, 'cut' as const])(
    'an outage (%j) is bridged, with a note each time',
    async (trouble) => {
      const { knowledge, backboard, said, close } = await both();
      await knowledge.syncRunbooks(RUNBOOKS);
      expect(await knowledge.search(frozen, 5)).toMatchObject({ hits: [{ id: 'ice' }], note: null });
      server.trouble = trouble;
      const answer = await knowledge.search(frozen, 5);
      expect(answer.hits.map(({ id }) => id)).toEqual(['ice']);
      expect(answer.note).toMatch(/^Backboard (does not answer|refuses this key) .*Used the local knowledge/);
      expect((await knowledge.learn(learned())).note).toMatch(
        /kept in the local knowledge \(postgres\) only/,
      );
      expect((await knowledge.search(learned().evidence, 5)).hits[0]).toMatchObject({ kind: 'fix' });
      server.trouble = null;
      expect((await backboard.search(learned().evidence, 5)).hits).toEqual([]);
      expect(said).toEqual([]);
      await close();
    },
  );

  it('an outage at the start is said, a refusal stops it', async () => {
    const { knowledge, said, close } = await both();
    server.trouble = { status: 503 };
    expect(await knowledge.syncRunbooks(RUNBOOKS)).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^Backboard does not answer \(503: trouble\)/)]);
    server.trouble = { status: 401 };
    await expect(knowledge.syncRunbooks(RUNBOOKS)).rejects.toMatchObject({ type: 'knowledge_refused' });
    await close();
  });
});
