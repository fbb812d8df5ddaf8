import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import type { UpstreamDefinition } from '../../domain/service-definition.ts';
import { killTree } from '../sandbox/process-tree.ts';

/** How long a stand-in may take until it answers its health check, in milliseconds. */
const START_MS = 20_000;
/** Between two looks at the health check. */
const LOOK_MS = 20;

export interface StandIn {
  /** The port on loopback, once it answers. Starts the program when asked for the first time. */
  port(): Promise<number>;
  close(): Promise<void>;
}

/**
 * An upstream's stand-in, started from the unchanged commit and outside the sandbox, where no candidate reaches it.
 * @param folder the built worktree of the commit
 * @param varied the varied values by their environment variable
 */
export function createStandIn(
  definition: UpstreamDefinition,
  folder: string,
  varied: Record<string, string>,
): StandIn {
  let starting: Promise<number> | undefined;
  let stop = async () => {};
  const start = async () => {
    const port = await freePort();
    const fill = (text: string) => text.replaceAll('{port}', String(port));
    const [file = '', ...args] = definition.command.map(fill);
    const child = spawn(file, args, {
      cwd: folder,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        ...Object.fromEntries(Object.entries(definition.env).map(([name, value]) => [name, fill(value)])),
        ...varied,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-2_000);
      });
    }
    const gone = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        output += error.message;
        resolve();
      });
      child.once('close', () => resolve());
    });
    stop = async () => {
      if (child.pid === undefined) return;
      killTree(child.pid);
      await gone;
    };
    await untilHealthy(`http://127.0.0.1:${port}${definition.health}`, gone).catch((cause) => {
      throw new SutureError(
        'sandbox_unavailable',
        `The stand-in for ${definition.name} does not come up: ${output.trim() || cause}`,
        { retryable: true, cause },
      );
    });
    return port;
  };
  return {
    port() {
      starting ??= start();
      return starting;
    },
    async close() {
      await starting?.catch(() => {});
      await stop();
    },
  };
}

async function untilHealthy(url: string, gone: Promise<void>): Promise<void> {
  const deadline = AbortSignal.timeout(START_MS);
  let ended = false;
  gone.then(() => {
    ended = true;
  });
  while (!ended) {
    const answer = await fetch(url, { signal: deadline }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    deadline.throwIfAborted();
    await pause(LOOK_MS);
  }
  throw new Error('it ended at once');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
