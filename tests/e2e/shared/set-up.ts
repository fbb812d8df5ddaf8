import type { TestProject } from 'vitest/node';
import { makeStateFolder, processesIn, removeStateFolder, startTestStack } from '../stack.ts';

/** Starts one stack for all tests of this folder, and checks at the end that it leaves no process behind. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = makeStateFolder();
  const stack = await startTestStack(folder);
  project.provide('stackFolder', folder);
  return async () => {
    await stack.stop();
    const left = processesIn(folder);
    removeStateFolder(folder);
    if (left.length > 0) throw new Error(`The stack left processes behind:\n${left.join('\n')}`);
  };
}
