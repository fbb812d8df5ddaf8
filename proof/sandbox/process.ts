import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { underLimits } from './limits.ts';
import { SUPERVISOR } from './supervisor.ts';
import type { Sandbox } from './task.ts';

/** By it a process is found that left the tree. */
export const MARKER = 'SUTURE_TASK';

const PERL = '/usr/bin/perl';
/** The number of `prctl`, which is what Node cannot call. */
const PRCTL: Record<string, number> = { x64: 157, arm64: 167 };

/**
 * The weak sandbox, for machines without bubblewrap: a process with an empty environment and limits, and nothing else.
 * It can read files and reach the network.
 */
export function plainProcess(): Sandbox {
  return {
    name: 'process',
    user: null,
    wrap(task) {
      const [file = '', ...args] = [...supervised(), ...underLimits(false), ...task.command];
      const environment = {
        PATH: [...(task.path ?? []), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(
          ':',
        ),
        [MARKER]: randomBytes(8).toString('hex'),
        ...task.environment,
      };
      return { file, args, environment, folder: task.directory ?? task.folder };
    },
  };
}

/** Debian and most others have a Perl at any rate. Elsewhere only the marker finds what left the tree. */
function supervised(): string[] {
  const prctl = PRCTL[process.arch];
  if (process.platform !== 'linux' || !prctl || !existsSync(PERL)) return [];
  return [PERL, '-e', SUPERVISOR, String(prctl)];
}
