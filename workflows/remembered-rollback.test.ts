import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryProvider } from '../adapters/fix-provider/past-fixes.ts';
import { createPostgresKnowledge } from '../adapters/knowledge/postgres.ts';
import type { Candidate } from '../domain/fix.ts';
import { healWorkflowId, rollBackWorkflowId } from '../domain/incident.ts';
import type { FixProvider, FixRequest } from '../domain/ports/fix-provider.ts';
import type { FaultPolicy } from '../domain/service-definition.ts';
import { createTestDatabase } from '../store/testing.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { createLatches } from './testing/latches.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { BROKEN, createScriptedProvider, FIXED, NOT_IN_PRODUCTION, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
const undo: (() => unknown)[] = [];
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** The knowledge of PostgreSQL, and the memory before a script: what the memory offers is taken, else the script's turn. */
async function start(script: string[][], policy: Partial<FaultPolicy> = {}) {
  const database = await createTestDatabase();
  undo.push(() => database.drop());
  const knowledge = createPostgresKnowledge({ databaseUrl: database.url });
  undo.push(() => knowledge.close());
  const memory = createMemoryProvider();
  const scripted = createScriptedProvider(script, createLatches());
  const requests: FixRequest[] = [];
  const offered: Candidate[][] = [];
  const provider: FixProvider = {
    name: 'memory, then script',
    async propose(request, context) {
      requests.push(structuredClone(request));
      const remembered = await memory.propose(request, context);
      offered.push(remembered.candidates);
      return remembered.refusal ? scripted.provider.propose(request, context) : remembered;
    },
  };
  const stack = await startTestStack({ workflowBundle, knowledge, provider, policy });
  undo.push(() => stack.stop());
  return { stack, requests, offered };
}

async function failAgain(stack: TestStack): Promise<string> {
  await stack.cooldowns.clear(stack.service);
  return stack.fail();
}

describe('a fix that held', () => {
  it('is offered when the fault comes again', async () => {
    const { stack, offered } = await start([[FIXED]]);
    await stack.reaches(await stack.fail(), 'resolved');
    await stack.deliver(await stack.commit({ 'src/one.ts': BROKEN }), { callback: false });
    // The files are as they were before the fix, so its incident is opened again and the fix is not to blame.
    const incidentId = await failAgain(stack);
    await until(async () => offered.length === 2);
    await stack.reaches(incidentId, 'resolved');
    expect(offered.map((candidates) => candidates.map(({ edits }) => edits[0]?.content))).toEqual([
      [],
      [FIXED],
    ]);
  });

  it('is not offered again once a person rolled it back, and the provider gets the reason', async () => {
    const { stack, requests, offered } = await start([[FIXED], [`${FIXED}// narrower\n`]]);
    const first = await stack.fail();
    await stack.reaches(first, 'resolved');
    await stack.store.requestRollBack(first, 'Ada', 'too slow');
    await stack.becomes(first, 'rolled_back');
    await record(stack.client, rollBackWorkflowId(first), 'roll-back-remembered');

    const second = await failAgain(stack);
    await stack.reaches(second, 'resolved');
    expect(offered).toEqual([[], []]);
    expect(requests[1]?.knowledge).toMatchObject([
      {
        title: expect.stringContaining('rolled back'),
        excerpt: expect.stringContaining(`Was tried in ${first} and rolled back by Ada: too slow`),
        fix: { incidentId: first, rolledBack: { why: 'too slow', by: 'Ada' } },
      },
    ]);
  });
});

describe('a fix that the heal rolled back by itself', () => {
  it('is known to the next heal as one that did not hold', async () => {
    const { stack, requests, offered } = await start([[NOT_IN_PRODUCTION], [FIXED]], { attempts: 1 });
    const first = await stack.fail();
    await stack.reaches(first, 'rolled_back');
    await stack.heal(first).result();
    await record(stack.client, healWorkflowId(first), 'heal-rolled-back-remembered');

    await stack.reaches(await failAgain(stack), 'resolved');
    expect(offered).toEqual([[], []]);
    expect(requests[1]?.knowledge).toMatchObject([
      {
        fix: {
          incidentId: first,
          after: [{ content: NOT_IN_PRODUCTION }],
          rolledBack: { why: expect.stringContaining('answered 500 instead of 200'), by: null },
        },
      },
    ]);
  });
});
