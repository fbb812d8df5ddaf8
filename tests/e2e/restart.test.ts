import { afterEach, beforeEach, expect, test } from 'vitest';
import { ended, quickest, reached, trigger, until, works } from './heal.ts';
import { makeStateFolder, type OwnStack, processesIn, removeStateFolder, startTestStack } from './stack.ts';

let folder: string;
let stack: OwnStack | null = null;
beforeEach(() => {
  folder = makeStateFolder();
});
afterEach(async () => {
  await stack?.stop();
  removeStateFolder(folder);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'continues a heal after the stack was stopped by %s and started again',
  async (signal) => {
    stack = await startTestStack(folder);
    const incident = await trigger(stack, quickest);
    await until(stack, incident.id, reached('fixing'));
    expect(await stack.stop(signal)).toBe(signal === 'SIGTERM' ? 143 : null);
    // What a killed one leaves ends by itself, or with the next start.
    if (signal === 'SIGTERM') expect(processesIn(folder)).toEqual([]);

    stack = await startTestStack(folder);
    const { incident: healed } = await until(stack, incident.id, ended);
    expect(healed.phase).toBe('resolved');
    expect(await stack.commitsOf(incident.id)).toHaveLength(1);
    expect(await works(stack, quickest)).toBe(true);
  },
);
