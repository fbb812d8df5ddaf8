import { condition, setHandler } from '@temporalio/workflow';
import type { HealPlan } from '../activities/check-gate.ts';
import type { HealRun } from '../activities/run.ts';
import type { People } from './ask-people.ts';
import { wake } from './messages.ts';
import { briefly } from './steps.ts';
import type { Story } from './story.ts';

/** Waits while healing is paused or the fault is in cooldown, until a wake signal or the end of the cooldown. */
export async function waitForTurn(run: HealRun, story: Story, people: People): Promise<HealPlan> {
  let woken = false;
  setHandler(wake, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const gate = await briefly('May the heal begin?').checkGate(run);
    people.areReachable(gate.plan.notifies ?? false);
    if (gate.open) return gate.plan;
    story.enter('cooling_down', gate.why);
    await condition(() => woken, gate.waitMs);
  }
}
