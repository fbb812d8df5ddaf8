import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { until } from './testing/world.ts';

interface Definition {
  name?: string;
  description?: string;
}

const textOf = (payload: unknown) => defaultPayloadConverter.fromPayload<string>(payload as Payload);
/** What Temporal's Web UI asks a workflow for: what it says of itself, and what can be sent to it. */
const METADATA = '__temporal_workflow_metadata';

describe('what the Temporal Web UI shows of a heal', () => {
  let stack: TestStack;
  let incidentId: string;
  beforeAll(async () => {
    const workflowBundle = await prepareWorkflows();
    stack = await startTestStack({ workflowBundle, policy: { approval: true } });
    incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
  });
  afterAll(() => stack.stop());

  it('has the columns of the list, and a summary that names incident, fault and route', async () => {
    // The list learns of a phase a moment after the heal has entered it.
    const { searchAttributes, raw } = await until(async () => {
      const described = await stack.heal(incidentId).describe();
      return described.searchAttributes.SuturePhase?.[0] === 'awaiting_approval' && described;
    });
    expect(searchAttributes).toMatchObject({
      SutureService: [stack.service],
      SutureFault: ['FAULT_ONE'],
      SutureSeverity: ['high'],
      SuturePhase: ['awaiting_approval'],
    });
    expect(textOf(raw.executionConfig?.userMetadata?.summary)).toBe(`${incidentId}: heal FAULT_ONE on /one`);
  });

  it('has live details in Markdown: the phase, and the story so far', async () => {
    const { currentDetails } = await stack.heal(incidentId).query<{ currentDetails: string }>(METADATA);
    expect(currentDetails).toMatch(
      new RegExp(`^\\*\\*${incidentId}\\*\\* is _awaiting_approval_\\.\\n\\n- `),
    );
    expect(currentDetails.split('\n').slice(2).length).toBeGreaterThan(4);
    expect(currentDetails).toContain('**validating**: ');
  });

  it('names what a person may send, each with what it does and an example of its input', async () => {
    const { definition } = await stack.heal(incidentId).query<{
      definition: {
        signalDefinitions: Definition[];
        updateDefinitions: Definition[];
        queryDefinitions: Definition[];
      };
    }>(METADATA);
    const described = (definitions: Definition[]) =>
      Object.fromEntries(definitions.map(({ name, description }) => [name, description ?? '']));
    const updates = described(definition.updateDefinitions);
    const signals = described(definition.signalDefinitions);
    for (const said of [updates.approve, updates.reject, signals.pauseHealing, signals.reviveHealing]) {
      expect(said).toMatch(/^[A-Z].*: \{"by": "Ada", "reason": ".*"\}/);
    }
    expect(updates.decide).toContain('{"approved": true, "by": "Ada"');
    expect(described(definition.queryDefinitions).state).toMatch(/^[A-Z].*\.$/);
  });

  it('has a sentence on each step', async () => {
    await stack.heal(incidentId).executeUpdate('approve', { args: [{ by: 'Ada' }] });
    await stack.reaches(incidentId, 'resolved');
    const { events } = await stack.heal(incidentId).fetchHistory();
    const steps = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    expect(steps.length).toBeGreaterThan(8);
    for (const { activityTaskScheduledEventAttributes: step, userMetadata } of steps) {
      const name = step?.activityType?.name;
      expect(userMetadata?.summary, name ?? '').toBeTruthy();
      // A capital first, several words, and no name of a function among them.
      expect(textOf(userMetadata?.summary), name ?? '').toMatch(/^[A-Z][^\n]* [^\n]+$/);
      expect(textOf(userMetadata?.summary)).not.toContain(name);
    }
  });
});
