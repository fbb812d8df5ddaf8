import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStore } from '../create-store.ts';
import type { ConversationKey } from '../model.ts';
import type { Store } from '../store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let key: ConversationKey;

beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  const { incidentId } = await store.recordOccurrence(occurrence());
  key = { incidentId, healRun: 1, attempt: 1, provider: 'claude' };
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const usage = {
  inputTokens: 100,
  outputTokens: 10,
  cacheReadTokens: 60,
  cacheWriteTokens: 30,
  costUsd: 0.001,
};
const answer = (content: Record<string, unknown> = {}) => ({ kind: 'answer', content, usage, ms: 250 });

it('gives a conversation back in order, to the letter', async () => {
  // The order of names counts: what a model said is sent back to it as it was.
  const content = { zebra: 1, apple: { b: [1.5, null], a: 'x' }, odd: 'NUL \0 and half \ud800' };
  await store.appendToConversation(key, 0, { kind: 'opening', content: {}, usage: null, ms: 0 });
  await store.appendToConversation(key, 1, answer(content));
  const [opening, said] = await store.getConversation(key);
  expect(opening).toEqual({ kind: 'opening', content: {}, usage: null, ms: 0 });
  expect(JSON.stringify(said?.content)).toBe(
    JSON.stringify({ ...content, odd: 'NUL \ufffd and half \ufffd' }),
  );
});

it('lets one worker write a position', async () => {
  await store.appendToConversation(key, 0, answer());
  await expect(store.appendToConversation(key, 0, answer())).rejects.toMatchObject({
    type: 'conversation_taken',
    retryable: true,
  });
  expect(await store.getConversation(key)).toHaveLength(1);
});

it('keeps rounds and providers apart, and adds up what each has cost', async () => {
  const second = { ...key, attempt: 2 };
  await store.appendToConversation(key, 0, answer());
  await store.appendToConversation(key, 1, { kind: 'results', content: {}, usage: null, ms: 750 });
  await store.appendToConversation(key, 2, answer());
  await store.appendToConversation(second, 0, answer());
  const [one, two, ...more] = await store.getConversations(key.incidentId);
  expect(more).toEqual([]);
  expect(one).toMatchObject({ attempt: 1, turns: 2, seconds: 1.25 });
  expect(one?.usage).toEqual({
    inputTokens: 200,
    outputTokens: 20,
    cacheReadTokens: 120,
    cacheWriteTokens: 60,
    costUsd: 0.002,
  });
  expect(one?.transcript.map(({ kind }) => kind)).toEqual(['answer', 'results', 'answer']);
  expect(two).toMatchObject({ attempt: 2, turns: 1 });
});

it('keeps the first verdict on a candidate at a commit', async () => {
  const proof = { incidentId: key.incidentId, healRun: 1, commit: 'c', candidateId: 'x' };
  const verdict = {
    candidateId: 'x',
    proven: true,
    steps: [],
    summary: 'It holds.',
    runs: 1,
    passedRuns: 1,
    failures: [],
    observations: { upstreams: [], statements: [] },
    durationMs: 1,
  };
  expect(await store.getProof(proof)).toBeNull();
  await store.saveProof(proof, verdict);
  await store.saveProof(proof, { ...verdict, proven: false });
  expect(await store.getProof(proof)).toEqual(verdict);
  expect(await store.getProof({ ...proof, commit: 'd' })).toBeNull();
});

it('goes with its incident', async () => {
  await store.appendToConversation(key, 0, answer());
  await store.deleteIncidents('all', 'RESET-0001');
  expect(await store.getConversations(key.incidentId)).toEqual([]);
  await expect(store.appendToConversation(key, 1, answer())).rejects.toMatchObject({
    type: 'unknown_incident',
  });
});
