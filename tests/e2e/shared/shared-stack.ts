import { reset } from '../heal.ts';
import {
  makeStateFolder,
  openStack,
  processesIn,
  removeStateFolder,
  startTestStack,
  type TestStack,
} from '../stack.ts';

/** State folder of the stack that the tests of this folder share. One process runs them all. */
let shared: string | null = null;

/** Starts the stack. @returns what ends it, and the processes that it left behind */
export async function startSharedStack(): Promise<() => Promise<string[]>> {
  const folder = makeStateFolder();
  const stack = await startTestStack(folder);
  shared = folder;
  return async () => {
    await stack.stop();
    const left = processesIn(folder);
    removeStateFolder(folder);
    return left;
  };
}

/** The stack that all tests of this folder share, without incidents and with each fault in place. */
export async function openSharedStack(): Promise<TestStack> {
  if (!shared) throw new Error('No shared stack runs. These tests run by tests/e2e/shared.test.ts.');
  const stack = openStack(shared);
  await reset(stack);
  return stack;
}
