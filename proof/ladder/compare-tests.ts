import type { ReadTests } from './read-tests.ts';

/** One run of a service's own tests. */
export interface TestRun extends ReadTests {
  /** Whether the command ended with exit code 0. */
  ok: boolean;
  /** How it ended, where it did not: `it ended with exit code 1`. */
  exit: string;
}

/** What the tests of a service show about a change; null: they could not be asked. */
export interface OwnTests {
  held: boolean | null;
  detail: string;
}

/** Names that a sentence holds. */
const NAMED = 5;

/**
 * Compares the tests of the changed service with those of the unchanged one, each run twice. What failed before does not
 * count; what fails in one of two runs is flaky, and does not count either.
 */
export function compareTests(before: [TestRun, TestRun], after: [TestRun, TestRun]): OwnTests {
  if (after.some(({ ok }) => ok)) {
    const flaky = after.flatMap(({ failed }) => failed);
    return { held: true, detail: sentence('the tests pass in one of two runs', { flaky }) };
  }
  const isNamed = [...before, ...after].every(({ ok, failed }) => ok || failed.length > 0);
  if (!isNamed) {
    if (before.every(({ ok }) => ok)) {
      return { held: false, detail: `the tests passed before, and fail now: ${after[1].exit}` };
    }
    return { held: null, detail: `the tests fail without the change as well: ${before[0].exit}` };
  }
  const failedBefore = new Set(before.flatMap(({ failed }) => failed));
  const [first, second] = after;
  const always = first.failed.filter((name) => second.failed.includes(name));
  const broken = always.filter((name) => !failedBefore.has(name));
  const flaky = [
    ...first.failed.concat(second.failed).filter((name) => !always.includes(name)),
    ...[...failedBefore].filter((name) => !before.every(({ failed }) => failed.includes(name))),
  ];
  const known = [...failedBefore].filter((name) => !flaky.includes(name));
  if (broken.length > 0) return { held: false, detail: `tests fail that passed before: ${listed(broken)}` };
  const ran = new Set(after.flatMap(({ passed, failed }) => [...passed, ...failed]));
  const lost = before[0].passed.filter((name) => before[1].passed.includes(name) && !ran.has(name));
  if (lost.length > 0) return { held: false, detail: `tests do not run any more: ${listed(lost)}` };
  return { held: true, detail: sentence('no test fails that passed before', { known, flaky }) };
}

function sentence(what: string, { known = [], flaky = [] }: { known?: string[]; flaky?: string[] }): string {
  const parts = [what];
  if (known.length > 0) parts.push(`left out, since they failed before: ${listed(known)}`);
  if (flaky.length > 0) parts.push(`flaky, and left out: ${listed(flaky)}`);
  return parts.join('; ');
}

function listed(names: string[]): string {
  const all = [...new Set(names)];
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return `${all.slice(0, NAMED).join(', ')}${more}`;
}
