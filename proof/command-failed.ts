import { SutureError } from '../domain/errors.ts';
import { describeExit } from './describe-exit.ts';
import type { SandboxExit } from './sandbox/run.ts';

/** What is quoted of an output in a message, in characters from its end. */
const QUOTED = 2_000;

/**
 * The error of a command of the service that failed on the unchanged commit.
 * @param what happened, the beginning of a sentence
 * @returns with `output`, all that the command wrote, among its details
 */
export function commandFailed(what: string, exit: SandboxExit, output: string): SutureError {
  const { ended, code } = exit;
  return new SutureError('base_not_buildable', `${what}: ${describeExit(exit)}. ${output.slice(-QUOTED)}`, {
    details: { ended, code, output },
  });
}
