import { cp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isUndeclared } from '../../domain/discovered-fault.ts';
import type { AddedTest } from '../../domain/fix.ts';
import { mayAddTest } from '../../domain/may-change.ts';
import type { TestRun } from '../ladder/compare-tests.ts';
import { runOwnTests } from '../ladder/own-tests.ts';
import { copyOutput } from '../run-writing.ts';
import type { Base, Job } from '../tools.ts';
import { copyWithEdits, removeWorktree, type Worktree } from '../worktree.ts';
import { type DerivedTest, deriveTest } from './derive-test.ts';
import { testFilesOf } from './test-files-of.ts';

/** Longer tests are not run twice more, in milliseconds. */
const LONGEST_MS = 45_000;
/** What assertions print of an answer that is a failure. */
const FAILS = /(?:answered|Received:|expected) 5\d\d\b/;

/**
 * A test of the service's own runner for the failing request, which fails as the request does without the change, and passes with it and
 * with all others. Both are found out by the service's own command.
 * @param ms how long the tests took
 * @returns without a file: why no test is added; null: nobody asks, or the job was stopped
 */
export async function addTest(
  job: Job,
  { base, worktree, ms, signal }: { base: Base; worktree: Worktree; ms: number; signal: AbortSignal },
): Promise<AddedTest | null> {
  const { fault, recording, service } = job.subject;
  const { test: command } = base.definition;
  const request = recording?.request;
  if (!command || !request || !isUndeclared(fault)) return null;
  const none = (detail: string): AddedTest => ({ file: null, detail });
  if (recording.kind !== 'error')
    return none('the failure is no error answer, which a test would have to wait for');
  if (ms > LONGEST_MS) return none('the tests of the service take too long to be run twice more');
  const derived = deriveFrom(base, request);
  if (!derived)
    return none('no test file shows how the service is asked by supertest, inject, request or fetch');
  const { path, test } = derived;
  const { root } = base.definition;
  if (!mayAddTest(service.definition.heal, root === '.' ? '' : root, path)) {
    return none(`"heal" of suture.yaml does not allow ${path}`);
  }
  const runIn = async (place: Worktree) => {
    await writeFile(join(place.folder, path), test.content);
    return runOwnTests(job, { base, worktree: place, command, signal });
  };
  const folder = join(job.tools.workFolder, job.tools.lease.name('test'));
  try {
    const unchanged = await copyWithEdits(base, folder, []);
    await copyOutput(base, folder);
    for (const loose of base.loose) await cp(join(base.folder, loose), join(folder, loose));
    const before = await runIn(unchanged);
    if (!before) return null;
    if (!failsAsAsked(before.run, before.output, test)) {
      return none(
        'a test of the request does not fail without the change: it needs more than a test has, such as rows or a token',
      );
    }
    const after = await runIn(worktree);
    if (!after) return null;
    if (!passesWithOthers(before.run, after.run, test)) {
      return none(
        'a test of the request does not pass with the change, since a test lacks what the proof has',
      );
    }
    return {
      file: { path, content: test.content },
      detail: `“${test.name}” fails without the change and passes with it`,
    };
  } finally {
    await removeWorktree(folder);
    await rm(join(worktree.folder, path), { force: true });
  }
}

function deriveFrom(
  base: Base,
  request: Parameters<typeof deriveTest>[2],
): { path: string; test: DerivedTest } | null {
  const { files, all } = testFilesOf(base);
  for (const { path, text } of files) {
    const test = deriveTest(path, text, request);
    if (test) return { path: pathBeside(path, request, all), test };
  }
  return null;
}

/** The place of a new test file beside an existing one, named as that one is. */
function pathBeside(
  file: string,
  { method, path }: { method: string; path: string },
  taken: string[],
): string {
  const [ending = ''] = /(?:[._-](?:test|spec))?\.[cm]?[jt]sx?$/.exec(basename(file)) ?? [];
  const words = `${method} ${path.split('?')[0]}`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, 60);
  for (let number = 1; ; number += 1) {
    const place = join(dirname(file), `${name}${number > 1 ? `-${number}` : ''}${ending}`);
    if (!taken.includes(place)) return place;
  }
}

const names = (all: string[], { name }: DerivedTest) => all.some((one) => one.includes(name));

/** Fails by the assertion about the answer, and not since it cannot be run. */
function failsAsAsked({ ok, failed }: TestRun, output: string, test: DerivedTest): boolean {
  return !ok && (names(failed, test) || output.includes(test.name)) && FAILS.test(output);
}

/** Runners that do not name what passes end with success. */
function passesWithOthers(before: TestRun, after: TestRun, test: DerivedTest): boolean {
  if (after.ok) return true;
  const others = after.failed.filter((name) => !before.failed.includes(name));
  return names(after.passed, test) && others.length === 0;
}
