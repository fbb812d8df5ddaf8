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

test('continues one heal after the stack was stopped by SIGTERM, and then by SIGKILL, and started again', async () => {
  stack = await startTestStack(folder);
  const incident = await trigger(stack, quickest);
  await until(stack, incident.id, reached('fixing'));
  expect(await stack.stop('SIGTERM')).toBe(143);
  expect(processesIn(folder)).toEqual([]);

  stack = await startTestStack(folder);
  await until(stack, incident.id, reached('validating'));
  // What a killed one leaves ends by itself, or with the next start.
  expect(await stack.stop('SIGKILL')).toBe(null);

  stack = await startTestStack(folder);
  const { incident: healed } = await until(stack, incident.id, ended);
  expect(healed.phase).toBe('resolved');
  expect(await stack.commitsOf(incident.id)).toHaveLength(1);
  expect(await works(stack, quickest)).toBe(true);
});
