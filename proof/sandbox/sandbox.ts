import { SutureError } from '../../domain/errors.ts';
import { bubblewrap, findBubblewrap } from './bubblewrap.ts';
import { plainProcess } from './process.ts';
import type { Sandbox } from './task.ts';

export interface SandboxChoice {
  sandbox: 'auto' | 'bubblewrap' | 'process';
  /** Where an installer puts bubblewrap, tried first. */
  bwrapPath?: string | undefined;
  /** Folder for components, in which `bin/bwrap` or `bwrap` may lie. */
  cacheFolder?: string | undefined;
  /** PATH to search. Default: none. */
  path?: string | undefined;
}

/**
 * The chosen sandbox. `auto` is bubblewrap where it works, else the plain process; its `name` shows which.
 * @throws SutureError `sandbox_unavailable` when bubblewrap is asked for and does not work here.
 */
export function chooseSandbox(choice: SandboxChoice): Sandbox {
  if (choice.sandbox === 'process') return plainProcess();
  const found = findBubblewrap(choice);
  if (found) return bubblewrap(found);
  if (choice.sandbox === 'auto') return plainProcess();
  throw new SutureError(
    'sandbox_unavailable',
    'No working bubblewrap was found. Install it (apt-get install bubblewrap), or set SANDBOX=auto to accept the weaker isolation.',
  );
}
