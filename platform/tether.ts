import { execFileSync } from 'node:child_process';
import { platform } from 'node:os';
import { type Environment, onPath } from '../stack/components/component.ts';

/**
 * How a program is bound to our life even when we are killed outright: on Linux `setpriv` (util-linux) asks the
 * kernel to signal it when its parent dies. Elsewhere nothing does; the next start ends what is left.
 */
export function findTether(environment: Environment): (signal: NodeJS.Signals) => string[] {
  const setpriv = platform() === 'linux' ? onPath(['setpriv'], environment) : null;
  if (!setpriv) return () => [];
  try {
    execFileSync(setpriv, ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' });
  } catch {
    return () => [];
  }
  return (signal) => [setpriv, '--pdeathsig', signal.replace(/^SIG/, '')];
}
