import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the stacks of a run keep the packages of services: they are installed once. */
    packageCache: string;
  }
}

/**
 * Builds what stacks run from, before any test. The stacks of the tests start beside one another and build it again, which
 * then changes nothing that another one reads.
 */
export default async function setUp(project: TestProject): Promise<() => void> {
  const names = ['recorder', 'stack', 'app', 'delivery', 'worker', 'workflows', 'stand-ins'];
  await execa(process.execPath, ['tools/build.mjs', ...names], { stdio: 'inherit' });
  const packageCache = mkdtempSync(join(tmpdir(), 'suture-packages-'));
  chmodSync(packageCache, 0o711);
  project.provide('packageCache', packageCache);
  return () => rmSync(packageCache, { recursive: true, force: true });
}
