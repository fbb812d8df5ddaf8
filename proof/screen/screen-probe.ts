import { dirname, join } from 'node:path';
import type { Screen } from '../../domain/ports/screen.ts';
import { programEnvironment } from '../program-environment.ts';
import { runInSandbox } from '../sandbox/run.ts';
import { makeSocketFolder } from '../socket-folder.ts';
import type { Job } from '../tools.ts';
import { removeWorktree, taskIn } from '../worktree.ts';
import { openScreen } from './open-screen.ts';
import { openTalk } from './talk.ts';

/** How long changes of one fault may be screened, in milliseconds. */
const SCREEN_MS = 600_000;

/**
 * Opens a screen for the command probe of a job, in its sandbox.
 * @returns null for a probe by request, for which a service has to run, and where the command cannot run in one process
 */
export async function screenProbe({ tools, bases, subject, signal }: Job): Promise<Screen | null> {
  const { probe, allowedFiles } = subject.fault;
  if (probe.kind !== 'command') return null;
  const base = await bases.take(subject);
  const { definition } = base;
  // What a database or an upstream answers, a process of its own does not know.
  if (definition.database) {
    base.release();
    return null;
  }
  const folder = await makeSocketFolder(tools, 'n');
  const programs = join(dirname(tools.launcher), 'screen');
  const close = async () => {
    base.release();
    await removeWorktree(folder);
  };
  const screen = await openScreen({
    folder: base.folder,
    root: definition.root,
    command: probe.command,
    targets: allowedFiles,
    unreadable: (files) => tools.guard.unreadable(files),
    async start() {
      const path = join(folder, 'talk');
      const talk = await openTalk(path);
      const task = taskIn(base, {
        command: [process.execPath, join(programs, 'main.mjs'), path],
        environment: programEnvironment(definition, null),
        readable: [programs, folder],
        writable: [],
      });
      const run = runInSandbox(tools.sandbox, task, { ...tools.runLimits, timeMs: SCREEN_MS }, signal);
      run.exited.then(talk.ended);
      return {
        ask: talk.ask,
        async close() {
          await talk.close();
          await run.kill();
        },
      };
    },
  });
  if (!screen) await close();
  return (
    screen && {
      ...screen,
      async close() {
        await screen.close();
        await close();
      },
    }
  );
}
