import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';

export interface LoadedLambda {
  handler(event: unknown): Promise<unknown>;
  remove(): Promise<void>;
}

/**
 * A function as it is deployed: the one file of its bundle, with nothing beside it.
 * @param name as `tools/build.mjs` calls it
 * @param environment its variables on Lambda
 */
export async function loadLambda(name: string, environment: Record<string, string>): Promise<LoadedLambda> {
  await promisify(execFile)(process.execPath, ['tools/build.mjs', name]);
  const folder = await mkdtemp(join(tmpdir(), `suture-${name}-`));
  await cp(`dist/lambdas/${name}`, folder, { recursive: true });
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
  try {
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    return { handler, remove: () => rm(folder, { recursive: true, force: true }) };
  } finally {
    vi.unstubAllEnvs();
  }
}
