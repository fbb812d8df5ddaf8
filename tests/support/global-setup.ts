import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestServers } from './servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An administrator's URL; tests make databases of their own. */
    databaseUrl: string;
    redisUrl: string;
    /** `host:port` of a Temporal frontend with Suture's search attributes. */
    temporalAddress: string;
    /** Where the test files of a run share the bundles of the workflows that one of them made. */
    bundleFolder: string;
  }
}

/** Gives the tests the servers named in the environment, or embedded ones in a folder that is removed afterwards. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTestServers(process.env);
  project.provide('databaseUrl', servers.databaseUrl);
  project.provide('redisUrl', servers.redisUrl);
  project.provide('temporalAddress', servers.temporalAddress);
  const bundleFolder = mkdtempSync(join(tmpdir(), 'suture-bundles-'));
  project.provide('bundleFolder', bundleFolder);
  return async () => {
    rmSync(bundleFolder, { recursive: true, force: true });
    await servers.stop();
  };
}
