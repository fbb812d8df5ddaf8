import { randomBytes } from 'node:crypto';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSlackNotifier } from '../adapters/notifier/slack.ts';
import { createWebhookNotifier } from '../adapters/notifier/webhook.ts';
import { healWorkflowId } from '../domain/incident.ts';
import { type Answer, startReceiver } from '../fakes/webhook-receiver.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { FIXED, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  await stack.stop();
  await receiver.close();
});

const secret = randomBytes(24).toString('base64');
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);

async function heal(
  channel: 'slack' | 'webhook',
  answers: Answer[],
  options: Partial<Parameters<typeof startTestStack>[0]> = {},
): Promise<string> {
  receiver = await startReceiver(answers);
  const { url } = receiver;
  const notifier =
    channel === 'slack' ? createSlackNotifier({ url }) : createWebhookNotifier({ url, secret });
  stack = await startTestStack({ workflowBundle, notifiers: [notifier], ...options });
  return stack.fail();
}

/** Once its heal has been started, however it ends. */
async function end(incidentId: string) {
  await until(() =>
    stack
      .heal(incidentId)
      .describe()
      .catch(() => null),
  );
  return stack.heal(incidentId).result();
}

describe('people', () => {
  it('are notified that a decision is needed, and how the heal ended', async () => {
    const incidentId = await heal('webhook', [], { policy: { approval: true } });
    await stack.reaches(incidentId, 'awaiting_approval');
    await stack.store.decideFix(incidentId, { approved: true, by: 'Ada', reason: '' });
    await end(incidentId);
    const told = receiver.received.map(({ body }) => JSON.parse(body).data);
    expect(told).toMatchObject([
      { event: 'approval_needed', incident_id: incidentId, phase: 'awaiting_approval' },
      {
        event: 'incident_ended',
        phase: 'resolved',
        url: `https://suture.test/developer/incidents/${incidentId}`,
      },
    ]);
    expect(await stack.explain(incidentId)).toContain('Notified people by webhook.');
    await record(stack.client, healWorkflowId(incidentId), 'heal-notified');
  });

  it('are notified of a heal that failed', async () => {
    const incidentId = await heal('webhook', [], { script: [{ refuse: 'No template fits.' }] });
    await end(incidentId);
    const [{ body } = { body: '' }] = receiver.received;
    expect(JSON.parse(body).data).toMatchObject({
      phase: 'failed',
      message: expect.stringContaining('No template fits.'),
    });
  });

  it('are notified again under the same id when the first try may have failed', async () => {
    const incidentId = await heal('webhook', ['cut', 503]);
    await end(incidentId);
    const id = await stack.worldKey(incidentId, 'notify/ended');
    expect(ids()).toEqual([id, id, id]);
  });

  it('are never notified twice where the receiver cannot recognise a repetition', async () => {
    const incidentId = await heal('slack', ['cut']);
    await end(incidentId);
    expect(receiver.received).toHaveLength(1);
    expect(await stack.explain(incidentId)).toContain('slack may not have delivered the notification');
  });

  it('whose channel refuses notifications do not hold up a heal', async () => {
    const incidentId = await heal('slack', [404], { script: [[FIXED]] });
    expect(await end(incidentId)).toMatchObject({ phase: 'resolved' });
    expect(receiver.received).toHaveLength(1);
  });
});
