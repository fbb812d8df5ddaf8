import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { anyPort } from '../ports.ts';
import { lookAtRelease } from './look-at-release.ts';
import { type ProgramStart, type RunningProgram, startProgram } from './start-program.ts';

export interface ReleaseStart extends Omit<ProgramStart, 'what' | 'command' | 'look'> {
  sha: string;
  definition: CompleteDefinition;
}

/** A release that is up. */
export interface ReleaseProcess extends RunningProgram {
  readonly sha: string;
  readonly port: number;
}

/** A port that was free a moment ago may be taken when the release binds it. */
const PORT_TRIES = 3;

/**
 * Starts a release on a free loopback port and waits until it takes requests.
 * @throws SutureError `release_failed`, `release_unhealthy`
 */
export async function startRelease(start: ReleaseStart): Promise<ReleaseProcess> {
  const { sha, definition, environment, ...rest } = start;
  for (let tries = 1; ; tries += 1) {
    const port = await anyPort();
    try {
      const program = await startProgram({
        ...rest,
        what: `release ${sha.slice(0, 7)}`,
        command: definition.start,
        environment: { ...environment, PORT: String(port), HOST: '127.0.0.1', BUILD_SHA: sha },
        look: (signal) => lookAtRelease(definition, port, sha, signal),
      });
      return { ...program, sha, port };
    } catch (error) {
      const taken = /EADDRINUSE/.test(String((error as Error).message));
      if (!taken || tries === PORT_TRIES || start.signal.aborted) throw error;
    }
  }
}
