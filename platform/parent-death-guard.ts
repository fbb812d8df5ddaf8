import { execFileSync } from 'node:child_process';
import { platform } from 'node:os';
import { type Environment, onPath } from './find-program.ts';

/** Gives the words to put before a command so that the kernel sends it this signal when its parent dies. */
export type ParentDeathGuard = (signal: NodeJS.Signals) => string[];

/**
 * How a program ends with its parent even when the parent is killed: on Linux `setpriv` (util-linux) asks the kernel
 * for it. Elsewhere the guard adds no words, and the next start ends what is left.
 */
export function findParentDeathGuard(environment: Environment): ParentDeathGuard {
  const setpriv = platform() === 'linux' ? onPath(['setpriv'], environment) : null;
  if (!setpriv) return () => [];
  try {
    execFileSync(setpriv, ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' });
  } catch {
    return () => [];
  }
  return (signal) => [setpriv, '--pdeathsig', signal.replace(/^SIG/, '')];
}
