import type { Course } from './course.ts';
import { describeExit } from './describe-exit.ts';
import { programEnvironment } from './program-environment.ts';
import { checkWith } from './remembering-check.ts';
import { copyOutput, runWriting, type WritingTask } from './run-writing.ts';
import { inheritCheck, type Learned } from './warm-check.ts';
import type { Worktree } from './worktree.ts';

interface Ran {
  passed: boolean;
  detail: string;
}

/**
 * The type check starts from what the commit's own check learned, beside the build. Where the unchanged commit itself needs
 * what its build writes, a check that failed is made again with what the candidate's own build wrote.
 */
export async function checkTypes(course: Course, worktree: Worktree, built: Promise<boolean>): Promise<void> {
  const { base, signal, log } = course;
  log.start('types');
  const paths = await Promise.race([base.checked, aborted(signal)]);
  if (!paths) return;
  const command = checkWith(worktree, paths);
  const learned = { folder: base.folder, paths };
  let ran = await runCommand(course, worktree, {
    command,
    fill: (place) => inheritCheck(learned, place),
    keep: () => [],
  });
  if (ran && !ran.passed) {
    const again = checkAgain(course, worktree, { first: ran, learned, built });
    course.checkingAgain = again;
    ran = await again;
  }
  conclude(course, 'types', ran);
}

/** The first check counts where the unchanged commit passes without what its build writes. Null: ended before it was known. */
async function checkAgain(
  course: Course,
  worktree: Worktree,
  { first, learned, built }: { first: Ran; learned: Learned; built: Promise<boolean> },
): Promise<Ran | null> {
  const { base, signal } = course;
  const checksAlone = await Promise.race([base.checksAlone(), aborted(signal)]);
  if (checksAlone === true) return first;
  if (checksAlone === null || !(await Promise.race([built, aborted(signal)]))) return null;
  return runCommand(course, worktree, {
    command: checkWith(worktree, learned.paths),
    async fill(place) {
      await copyOutput(worktree, place);
      await inheritCheck(learned, place);
    },
    keep: () => [],
  });
}

/** Whether the build passed. */
export async function build(course: Course, worktree: Worktree): Promise<boolean> {
  course.log.start('build');
  const ran = await runCommand(course, worktree, {
    command: worktree.definition.build,
    keep: () => [...worktree.output, ...worktree.loose],
  });
  conclude(course, 'build', ran);
  return ran?.passed ?? false;
}

/** Runs one of the service's own commands in the worktree; null when it was ended. */
async function runCommand(
  { job, signal }: Course,
  worktree: Worktree,
  { command, ...writing }: Pick<WritingTask, 'fill' | 'keep'> & { command: string[] | null },
): Promise<Ran | null> {
  if (!command) return { passed: true, detail: 'not configured' };
  const environment = programEnvironment(worktree.definition, null);
  const { exit, output } = await runWriting(job.tools, worktree, {
    ...writing,
    command,
    environment,
    signal,
  });
  if (exit.ended === 'killed') return null;
  const passed = exit.ended === 'exit' && exit.code === 0;
  const printed = output.replaceAll(`${worktree.folder}/`, '').trim().slice(-2_000);
  // Its own words explain an exit code; a limit it does not know.
  const wrong =
    exit.ended === 'exit' && printed ? printed : [describeExit(exit), printed].filter(Boolean).join('. ');
  return { passed, detail: passed ? 'clean' : wrong };
}

/** Notes how a step ended; a failure ends the other steps. */
function conclude({ log, stop }: Course, name: 'types' | 'build', ran: Ran | null): void {
  if (!ran) return;
  log.end(name, ran.passed, ran.detail);
  if (!ran.passed) stop();
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
