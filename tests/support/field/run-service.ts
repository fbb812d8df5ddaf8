import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Client } from 'pg';
import { expect, inject, vi } from 'vitest';
import { anyPort } from '../../../stack/ports.ts';

export interface RunningService {
  url: string;
  child: ChildProcess;
  exited: Promise<unknown>;
  /** What it wrote. */
  output(): string;
  stop(): Promise<void>;
}

/** A database with tables and rows, as a service has it in production. @returns its address */
export async function productionDatabase(statements: string[]): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const name = `field_${randomBytes(6).toString('hex')}`;
  const run = async (texts: string[]) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const text of texts) await client.query(text);
    } finally {
      await client.end();
    }
  };
  await run([`create database ${name}`]);
  url.pathname = `/${name}`;
  await run(statements);
  return url.href;
}

/**
 * Builds the module of a service as its own `build.mjs` does, starts it, and waits until it is healthy.
 * @param source the path of the module
 * @param folder where the program goes; its packages are found from there
 */
export async function runService(
  source: string,
  folder: string,
  { environment, preload = [] }: { environment: Record<string, string>; preload?: string[] },
): Promise<RunningService> {
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, 'service.mjs');
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: true,
  });
  const port = String(await anyPort());
  const words = ['--enable-source-maps', ...preload.flatMap((url) => ['--import', url]), outfile];
  const child = spawn(process.execPath, words, { cwd: folder, env: { ...environment, PORT: port } });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const url = `http://127.0.0.1:${port}`;
  const ended = exited.then(() => Promise.reject(new Error(`the service ended:\n${output}`)));
  const healthy = async () => expect((await fetch(`${url}/up`)).status).toBe(200);
  await Promise.race([vi.waitFor(healthy, 120_000), ended]);
  // A service that ends later ends as it should, or its test says so.
  ended.catch(() => {});
  return {
    url,
    child,
    exited,
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
