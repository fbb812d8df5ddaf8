import { commandFailed } from './command-failed.ts';
import { copyOutput, runWriting } from './run-writing.ts';
import { openStage } from './stage.ts';
import { surrounded } from './surrounded.ts';
import type { Base, BaseJob } from './tools.ts';

/** How long the tests of a service may take, in milliseconds. */
const TESTS_MS = 600_000;
/** After how long tests that do nothing are ended, in milliseconds: longer than what test runners wait for a slow answer. */
const IDLE_MS = 90_000;

/**
 * Runs the tests of a service on its built commit, with a database and stand-ins of their own. They may write beside the
 * program; nothing of it is kept.
 * @throws SutureError `base_not_buildable` when they fail
 */
export async function runTests(job: BaseJob, base: Base): Promise<{ value: null; message: string }> {
  const { definition } = base;
  const stage = await openStage(job, { base, groups: 1, eager: () => false });
  try {
    const [group] = stage.groups;
    if (!group) throw new Error('A stage without a group was opened.');
    const { command, ...around } = surrounded(
      job.tools,
      { stage, group, definition, command: definition.test ?? [], ingress: null },
      {},
    );
    const { exit, output } = await runWriting(job.tools, base, {
      ...around,
      command,
      fill: (place) => copyOutput(base, place),
      keep: () => [],
      timeMs: TESTS_MS,
      idleMs: IDLE_MS,
      signal: job.signal,
    });
    if (exit.ended !== 'exit' || exit.code !== 0) throw commandFailed('The tests failed', exit, output);
    return { value: null, message: '' };
  } finally {
    await stage.close();
  }
}
