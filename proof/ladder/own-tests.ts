import { describeExit } from '../describe-exit.ts';
import { copyOutput, runWriting } from '../run-writing.ts';
import { openStage } from '../stage.ts';
import { surrounded } from '../surrounded.ts';
import type { Base, BaseJob } from '../tools.ts';
import type { Worktree } from '../worktree.ts';
import { compareTests, type OwnTests, type TestRun } from './compare-tests.ts';
import { readTests } from './read-tests.ts';

/** How long one run of the tests may take in a proof, in milliseconds: as long as a build. */
const TESTS_MS = 180_000;

/**
 * Runs the service's own tests on a changed worktree, and where they fail, again and on the unchanged commit, to tell what the
 * change broke from what was broken or flaky before. Null: the job was stopped.
 */
export async function askOwnTests(
  job: BaseJob,
  { base, worktree, signal }: { base: Base; worktree: Worktree; signal: AbortSignal },
): Promise<OwnTests | null> {
  const { test } = base.definition;
  if (!test) return { held: null, detail: 'the service has no tests' };
  const runOn = (place: Worktree) => runOnce(job, { base, worktree: place, command: test, signal });
  const first = await runOn(worktree);
  if (!first) return null;
  if (first.ok) return { held: true, detail: 'the tests pass' };
  const before = await testedTwice(base, () => runOn(base));
  const second = before && (await runOn(worktree));
  return before && second ? compareTests(before, [first, second]) : null;
}

/** How the tests ended twice on the unchanged commit, which is asked once for all candidates. Null: it was stopped. */
async function testedTwice(
  { tested }: Pick<Base, 'tested'>,
  run: () => Promise<TestRun | null>,
): Promise<[TestRun, TestRun] | null> {
  while (tested.length < 2) {
    const one = await run();
    if (!one) return null;
    tested.push(one);
  }
  const [first, second] = tested;
  return first && second ? [first, second] : null;
}

/** Null: it was stopped. */
async function runOnce(job: BaseJob, asked: AskedTests): Promise<TestRun | null> {
  return (await runOwnTests(job, asked))?.run ?? null;
}

interface AskedTests {
  base: Base;
  worktree: Worktree;
  command: string[];
  signal: AbortSignal;
}

/** Runs the tests once in a worktree, with a database and stand-ins of their own. Null: it was stopped. */
export async function runOwnTests(
  job: BaseJob,
  { base, worktree, command: asked, signal }: AskedTests,
): Promise<{ run: TestRun; output: string } | null> {
  const stage = await openStage(job, { base, groups: 1, eager: () => false });
  try {
    const [group] = stage.groups;
    if (!group) throw new Error('A stage without a group was opened.');
    const { definition } = worktree;
    const around = surrounded(job.tools, { stage, group, definition, command: asked, ingress: null }, {});
    const { exit, output } = await runWriting(job.tools, worktree, {
      ...around,
      fill: (place) => copyOutput(worktree, place),
      keep: () => [],
      timeMs: TESTS_MS,
      signal,
    });
    if (exit.ended === 'killed') return null;
    const ok = exit.ended === 'exit' && exit.code === 0;
    // What was cut off names only a part of its tests.
    const read = exit.ended === 'exit' ? readTests(output) : { failed: [], passed: [] };
    return { run: { ok, exit: describeExit(exit), ...read }, output };
  } finally {
    await stage.close();
  }
}
