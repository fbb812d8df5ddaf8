import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { signalGroup } from '../../platform/end-process.ts';
import { withCachedPrograms } from '../machine.ts';
import type { Command } from './command.ts';

/** `npm run bench [-- name…]`: measures, and exits with 1 when a figure is beyond its bound. */
export const runBench: Command = async ({ args, environment, root, signal }) => {
  const child = spawn(process.execPath, [join(root, 'dist/bench.js'), ...args], {
    cwd: root,
    env: withCachedPrograms(environment),
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};
