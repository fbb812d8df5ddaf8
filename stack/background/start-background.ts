import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isErrorType } from '../../domain/error-types.ts';
import { SutureError } from '../../domain/errors.ts';
import { endProcess } from '../../platform/end-process.ts';
import type { Environment } from '../../platform/find-program.ts';
import { identify } from '../../platform/process-identity.ts';
import type { StateFolder } from '../state.ts';
import { Report } from './messages.ts';

export interface BackgroundOptions {
  /** Root of the clone or of the npm package. */
  root: string;
  environment: Environment;
  state: StateFolder;
  say(line: string): void;
  signal: AbortSignal;
}

/** Where the stack in the background writes its own lines; each of its programs has a log beside it. */
function supervisorLog(state: StateFolder): string {
  return join(state.logs, 'supervisor.log');
}

/**
 * Starts the stack as a process of its own session, which outlives this process and its terminal, and resolves once it
 * is up. It is ended when the start is interrupted.
 * @throws SutureError what the start of the stack throws, `interrupted`
 */
export async function startBackground(options: BackgroundOptions): Promise<void> {
  const { root, environment, state, say, signal } = options;
  const log = openSync(supervisorLog(state), 'w', 0o600);
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/supervisor.js'), root], {
    cwd: state.root,
    env: { ...environment, STATE_DIR: state.root } as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const identity = child.pid === undefined ? null : identify(child.pid);
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message) => {
        const report = Report.parse(message);
        if ('say' in report) say(report.say);
        else if ('up' in report) resolve();
        else reject(failure(report.failed));
      });
      child.once('error', reject);
      child.once('exit', (code, by) => {
        const how = by ?? `exit code ${code}`;
        const message = `The stack ended while it started (${how}). Its log: ${supervisorLog(state)}`;
        reject(new SutureError('component_failed', message));
      });
      const stop = () => reject(new SutureError('interrupted', 'Stopped on request.', { benign: true }));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  } catch (error) {
    // What it reported may not have ended it yet; its servers end with it.
    if (identity) await endProcess(identity, 'SIGTERM', END_MS);
    throw error;
  }
  child.removeAllListeners();
  child.disconnect();
  child.unref();
}

/** How long a stack may take to end, in milliseconds. It gives up itself before. */
export const END_MS = 60_000;

function failure({ type, message }: { type: string; message: string }): SutureError {
  return new SutureError(isErrorType(type) ? type : 'component_failed', message);
}
