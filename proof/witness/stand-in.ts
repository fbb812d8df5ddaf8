import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { UpstreamDefinition } from '../../domain/service-definition.ts';
import { timeLimit } from '../../platform/deadline.ts';
import { runCommand } from '../../platform/run-command.ts';
import { lookAtUrl, untilHealthy } from '../../platform/until-healthy.ts';

/** How long a stand-in may take until its health check answers, in milliseconds. */
const START_MS = 20_000;

export interface StandIn {
  /** The port on loopback, once it answers. The first call starts the program. */
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
  const stopping = new AbortController();
  let starting: Promise<number> | undefined;
  let running: Promise<unknown> | undefined;
  const { command } = definition;
  const start = async () => {
    if (!command) throw new Error(`${definition.name} has no command`);
    const port = await freePort();
    const fill = (text: string) => text.replaceAll('{port}', String(port));
    const ended = new AbortController();
    let output = '';
    running = runCommand({
      command: command.map(fill),
      folder,
      environment: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        ...Object.fromEntries(Object.entries(definition.env).map(([name, value]) => [name, fill(value)])),
        ...varied,
      },
      signal: stopping.signal,
      onOutput: (text) => {
        output = (output + text).slice(-2_000);
      },
    }).then(({ reason }) => {
      output ||= reason;
      ended.abort();
    });
    const wrong = await untilHealthy(
      (signal) => lookAtUrl(`http://127.0.0.1:${port}${definition.health}`, signal),
      AbortSignal.any([timeLimit(START_MS), ended.signal]),
    );
    if (wrong === null) return port;
    throw new SutureError(
      'sandbox_unavailable',
      `The stand-in for ${definition.name} does not start: ${output.trim() || wrong}`,
      { retryable: true },
    );
  };
  return {
    port() {
      starting ??= start();
      return starting;
    },
    async close() {
      stopping.abort();
      await starting?.catch(() => {});
      await running;
    },
  };
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
