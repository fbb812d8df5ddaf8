import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBackboardKnowledge } from '../adapters/knowledge/backboard/backboard.ts';
import { withFallback } from '../adapters/knowledge/fallback.ts';
import { createPostgresKnowledge } from '../adapters/knowledge/postgres.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import type { Knowledge } from '../domain/ports/knowledge.ts';
import { startBackboard } from '../fakes/backboard/backboard-server.ts';
import { createTestDatabase } from '../store/testing.ts';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack } from './testing/stack.ts';
import { until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
const undo: (() => unknown)[] = [];
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function backboardWith(fallback: 'none' | 'postgres') {
  const server = await startBackboard({ apiKey: 'espr_test' });
  undo.push(() => server.close());
  const backboard = createBackboardKnowledge({
    apiKey: 'espr_test',
    baseUrl: server.baseUrl,
    timeoutMs: 2_000,
    guard: createSecretGuard([]),
  });
  if (fallback === 'none') return { server, knowledge: backboard as Knowledge };
  const database = await createTestDatabase();
  undo.push(() => database.drop());
  const postgres = createPostgresKnowledge({ databaseUrl: database.url });
  undo.push(() => postgres.close());
  return { server, knowledge: withFallback(backboard, postgres, () => {}) };
}

async function startStack(knowledge: Knowledge) {
  const stack = await startTestStack({ workflowBundle, knowledge });
  undo.push(() => stack.stop());
  return stack;
}

describe('a heal while Backboard is away', () => {
  it('continues with the local knowledge, and its timeline shows it', async () => {
    const { server, knowledge } = await backboardWith('postgres');
    const stack = await startStack(knowledge);
    server.trouble = { status: 503 };
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    const { timeline = [] } = (await stack.store.getIncidentDetail(incidentId)) ?? {};
    const notes = timeline.map(({ message }) => message).filter((message) => message.startsWith('Backboard'));
    expect(notes).toEqual([
      expect.stringMatching(/^Backboard does not answer .* Used the local knowledge \(postgres\)\.$/),
      expect.stringMatching(/^Backboard does not answer .* The fix is kept in the local knowledge/),
    ]);
  });

  it('waits for it where there is nothing to fall back to', async () => {
    const { server, knowledge } = await backboardWith('none');
    const stack = await startStack(knowledge);
    server.trouble = { status: 503 };
    const incidentId = await stack.fail();
    // The step is tried again and again, and says why.
    const pending = await until(async () => {
      // Not started yet is not found.
      const heal = await stack
        .heal(incidentId)
        .describe()
        .catch(() => null);
      return heal?.raw.pendingActivities?.find(({ attempt }) => Number(attempt) > 1);
    });
    expect(pending.lastFailure?.applicationFailureInfo?.type).toBe('knowledge_unavailable');
    expect(await stack.phase(incidentId)).toBe('analyzing');
    server.trouble = null;
    await stack.reaches(incidentId, 'resolved');
    expect(server.assistants[0]?.memories).toHaveLength(1);
  });

  it('is not lost when its fix is refused there', async () => {
    const { server, knowledge } = await backboardWith('none');
    const refusing: Knowledge = {
      ...knowledge,
      learn(fix) {
        server.trouble = { status: 402 };
        return knowledge.learn(fix);
      },
    };
    const stack = await startStack(refusing);
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.explain(incidentId)).toMatch(/The fix is not remembered: Backboard refuses this key/);
  });
});
