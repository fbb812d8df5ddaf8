import { execa } from 'execa';

/**
 * Builds what stacks run from, before any test. The stacks of the tests start beside one another and build it again, which
 * then changes nothing that another one reads.
 */
export default async function setUp(): Promise<void> {
  const names = ['recorder', 'stack', 'app', 'delivery', 'worker', 'workflows', 'stand-ins'];
  await execa(process.execPath, ['tools/build.mjs', ...names], { stdio: 'inherit' });
}
