import { inject } from 'vitest';
import { reset } from '../heal.ts';
import { openStack, type TestStack } from '../stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** State folder of the stack that the tests of this folder share. */
    stackFolder: string;
  }
}

/** The stack that all tests of this folder share, without incidents and with each fault in place. */
export async function openSharedStack(): Promise<TestStack> {
  const stack = openStack(inject('stackFolder'));
  await reset(stack);
  return stack;
}
