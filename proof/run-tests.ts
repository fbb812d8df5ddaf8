import { commandFailed } from './command-failed.ts';
import { programEnvironment } from './program-environment.ts';
import { copyOutput, runWriting } from './run-writing.ts';
import { openStage } from './stage.ts';
import { launch } from './start-service.ts';
import type { Base, BaseJob } from './tools.ts';

/** How long the tests of a service may take, in milliseconds. */
const TESTS_MS = 600_000;

/**
 * Runs the tests of a service on its built commit, with a database and stand-ins of their own. They may write beside the
 * program; nothing of it is kept.
 * @throws SutureError `base_not_buildable` when they fail
 */
export async function runTests(job: BaseJob, base: Base): Promise<{ value: null; message: string }> {
  const { definition } = base;
  const stage = await openStage(job, { base, groups: 1, eager: () => false });
  try {
    const forward = stage.groups[0]?.forward ?? {};
    const joined = launch(job.tools, { command: definition.test ?? [], forward, ingress: null }, stage);
    const { exit, output } = await runWriting(job.tools, base, {
      command: joined.command,
      readable: joined.readable,
      environment: programEnvironment(definition, stage.database?.url ?? null),
      fill: (place) => copyOutput(base, place),
      keep: () => [],
      timeMs: TESTS_MS,
      signal: job.signal,
    });
    if (exit.ended !== 'exit' || exit.code !== 0) throw commandFailed('The tests failed', exit, output);
    return { value: null, message: '' };
  } finally {
    await stage.close();
  }
}
