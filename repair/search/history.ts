import { diffLines } from 'diff';
import type { Evidence, Failure } from '../../domain/evidence.ts';
import type { Attempt, Candidate, FileVersion, Verdict } from '../../domain/fix.ts';
import { causeOf } from '../evidence/cause.ts';
import type { Region } from '../evidence/suspicion.ts';

/** A candidate that was not the fix, but changed for the better how runs fail: the start of a second search. */
export interface PartialFix {
  candidate: Candidate;
  evidence: Evidence;
  /** 0 to 1: how much better. */
  gain: number;
}

export interface History {
  tried: ReadonlySet<string>;
  regions: Region[];
  partialFixes: PartialFix[];
}

/** What earlier rounds tell: what not to try again, where changes had an effect, and what to build upon. */
export function readHistory(
  attempts: readonly Attempt[],
  evidence: Evidence,
  files: readonly FileVersion[],
): History {
  const trials = attempts.flatMap((attempt) => attempt.tried);
  const regions: Region[] = [];
  const partialFixes: PartialFix[] = [];
  const before = signature(evidence.failures);
  for (const { candidate, verdict } of trials) {
    const probed = verdict.steps.some((step) => step.name === 'probe' && !step.passed);
    if (verdict.proven || !probed || verdict.failures.length === 0) continue;
    const factor = signature(verdict.failures) === before ? 0.93 : 1.07;
    for (const file of files) {
      const edit = candidate.edits.find(({ path }) => path === file.path);
      if (edit)
        regions.push(...changedLines(file, edit).map((lines) => ({ path: file.path, ...lines, factor })));
    }
    const gain = gainOf(verdict, evidence, files);
    if (gain > 0) partialFixes.push({ candidate, evidence: asEvidence(evidence, verdict), gain });
  }
  partialFixes.sort((a, b) => b.gain - a.gain || (a.candidate.id < b.candidate.id ? -1 : 1));
  return { tried: new Set(trials.map(({ candidate }) => candidate.id)), regions, partialFixes };
}

function signature(failures: readonly Failure[]): string {
  return failures
    .map((failure) => [failure.reason, failure.errorClass, failure.sqlstate, failure.message].join('|'))
    .sort()
    .join('\n');
}

/** More runs pass, fewer tests fail, a script of assertions comes further, or runs fail of something else than before. */
function gainOf(verdict: Verdict, evidence: Evidence, files: readonly FileVersion[]): number {
  const passed = verdict.runs ? verdict.passedRuns / verdict.runs : 0;
  const failedBefore = evidence.failures.reduce((sum, failure) => sum + failure.count, 0);
  const passedBefore = evidence.runs ? 1 - Math.min(1, failedBefore / evidence.runs) : 0;
  if (passed > passedBefore + 0.05) return 0.5 + 0.5 * (passed - passedBefore);
  const [now, then] = [failingTests(verdict.failures), failingTests(evidence.failures)];
  if (now !== null && then !== null && now < then) return 0.5 * (1 - now / then) + 0.2;
  if (laterInScript(verdict.failures, evidence.failures, files)) return 0.4;
  const kinds = (failures: readonly Failure[]) =>
    new Set(failures.map((failure) => causeOf(failure, true).kind));
  const old = kinds(evidence.failures);
  const fresh = [...kinds(verdict.failures)].every((kind) => !old.has(kind));
  // An exception in the place of a wrong result is a step back; the other way round it is one ahead.
  return fresh && (old.has('sql_syntax') || kinds(verdict.failures).has('wrong_result')) ? 0.3 : 0;
}

/** Whether a script or a test stops at a later line than before: the assertions between hold now. */
function laterInScript(
  now: readonly Failure[],
  then: readonly Failure[],
  files: readonly FileVersion[],
): boolean {
  const isTested = (path: string) => files.some((file) => file.path === path);
  // Outermost first, without the code under repair, which may fail at any line.
  const stacks = (failures: readonly Failure[]) =>
    failures.map(({ frames }) => frames.filter(({ path }) => !isTested(path)).toReversed());
  const [after, before] = [stacks(now), stacks(then)];
  return after.length > 0 && after.every((stack) => before.every((old) => isLater(stack, old)));
}

type Stack = Failure['frames'];

/** Compares where two stacks part: what lies outside of that is the same call. */
function isLater(stack: Stack, old: Stack): boolean {
  for (const [at, frame] of stack.entries()) {
    const other = old[at];
    if (!other || frame.path !== other.path) return false;
    if (frame.line !== other.line) return frame.line > other.line;
  }
  return false;
}

/** How many tests failed, as the usual runners print it. */
function failingTests(failures: readonly Failure[]): number | null {
  const output = failures.map((failure) => failure.output).join('\n');
  const match = /^# fail (\d+)|(\d+) (?:failed|failing)|ℹ fail (\d+)/m.exec(output);
  return match ? Number(match[1] ?? match[2] ?? match[3]) : null;
}

function asEvidence(evidence: Evidence, verdict: Verdict): Evidence {
  const seen = verdict.observations.upstreams.length + verdict.observations.statements.length;
  return {
    ...evidence,
    runs: verdict.runs,
    failures: verdict.failures,
    observations: seen ? verdict.observations : evidence.observations,
  };
}

function changedLines(file: FileVersion, edit: FileVersion): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let line = 1;
  for (const part of diffLines(file.content, edit.content)) {
    if (part.removed) found.push({ from: line, to: line + part.count - 1 });
    if (!part.added) line += part.count;
  }
  return found;
}
