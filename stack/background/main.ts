import { once } from 'node:events';
import { SutureError } from '../../domain/errors.ts';
import { stopSignal } from '../../platform/stop-signal.ts';
import { startStack } from '../supervisor/start-stack.ts';
import type { Report } from './messages.ts';

/** How long the end may take, in milliseconds: the programs have 20 s, the servers ten after them. */
const GRACE_MS = 45_000;

/**
 * `node dist/supervisor.js <root>`: the stack of `suture up`, until SIGTERM. It reports its start to the process that
 * started it, which leaves once the stack is up; its output is the log.
 */
const [root = process.cwd()] = process.argv.slice(2);
const signal = stopSignal({ withParent: false, graceMs: GRACE_MS, exitCode: 1 });
// The terminal may close at any time.
process.on('SIGHUP', () => {});

try {
  const stack = await startStack({ root, environment: process.env, demonstration: false, say, signal });
  report({ up: true });
  if (!signal.aborted) await once(signal, 'abort');
  console.log('Stopping');
  await stack.stop();
  process.exit(0);
} catch (error) {
  const { type, message } =
    error instanceof SutureError
      ? error
      : { type: 'unexpected', message: String(error instanceof Error ? error.stack : error) };
  console.error(message);
  await report({ failed: { type, message } });
  process.exit(1);
}

function say(line: string): void {
  console.log(line);
  report({ say: line });
}

/** Resolves when the message is out, or nobody listens. */
function report(message: Report): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, {}, () => resolve());
    else resolve();
  });
}
