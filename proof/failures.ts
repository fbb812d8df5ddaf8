import { stripVTControlCharacters } from 'node:util';
import { lastWords } from '../domain/cut-words.ts';
import type { Failure } from '../domain/evidence.ts';
import type { RunResult } from './runs.ts';
import { allowedFirst, type PrintedError, printedErrors } from './stack-frames.ts';
import type { Sighting } from './witness/sighting.ts';

/** What is kept of an output, in characters from its end. */
const OUTPUT = 4_000;
/** The most ways to fail that are reported. */
const WAYS = 8;

export interface FailureSources {
  /** What the service of each group wrote; commands carry their own. */
  outputs: string[];
  /** What the database was asked. */
  sightings: readonly Sighting[];
  /** The worktree. */
  folder: string;
  allowedFiles: string[];
}

/** Groups the runs that failed by the way in which they failed, the most frequent first. */
export function failuresOf(results: RunResult[], sources: FailureSources): Failure[] {
  const alike = new Map<string, RunResult[]>();
  for (const result of results.filter((run) => !run.passed)) {
    const key = `${result.status} ${result.reason} ${result.message.replace(/\d+(?:\.\d+)?/g, '0')}`;
    alike.set(key, [...(alike.get(key) ?? []), result]);
  }
  return [...alike.values()]
    .sort((one, other) => other.length - one.length)
    .slice(0, WAYS)
    .map((runs) => failureOf(runs, sources, alike.size === 1));
}

function failureOf(runs: RunResult[], sources: FailureSources, only: boolean): Failure {
  const first = runs[0] as RunResult;
  const output = stripVTControlCharacters(first.output || (sources.outputs[first.group] ?? ''));
  const refusal = refusalDuring(runs, sources.sightings);
  // Many services print no error, and answer its stack while they are not in production.
  const errors = printedErrors(`${output}\n${first.trace ?? ''}`, sources.folder);
  const printed = pick(errors, first, refusal, only);
  return {
    count: runs.length,
    status: first.status,
    reason: first.reason,
    message: first.output && printed ? `${first.message}: ${printed.message}` : first.message,
    errorClass: printed?.errorClass ?? null,
    sqlstate: refusal?.error?.sqlstate ?? null,
    hint: refusal?.error?.hint ?? null,
    statement: refusal?.statement.text || null,
    frames: allowedFirst(printed?.frames ?? [], sources.allowedFiles),
    latencyMs: Math.max(...runs.map((run) => run.endedAt - run.startedAt)),
    output: lastWords(output, OUTPUT),
  };
}

/** What the database refused during these runs: the cause rather than what follows from it. */
function refusalDuring(runs: RunResult[], sightings: readonly Sighting[]): Sighting | undefined {
  const during = sightings.filter(
    ({ error, endedAt }) =>
      error && endedAt !== null && runs.some((run) => endedAt >= run.startedAt && endedAt <= run.endedAt),
  );
  // 25P02: refused only because the transaction had failed before.
  return during.find(({ error }) => error?.sqlstate !== '25P02') ?? during[0];
}

/** The printed error that most likely belongs to a failure. */
function pick(
  errors: PrintedError[],
  run: RunResult,
  refusal: Sighting | undefined,
  only: boolean,
): PrintedError | undefined {
  const { reason } = run;
  return (
    errors.find((error) => reason && error.before.includes(reason)) ??
    errors.find((error) => refusal?.error && error.message.startsWith(refusal.error.message)) ??
    errors.find((error) => error.message && run.message.includes(error.message)) ??
    (only || run.output ? (errors.find((error) => error.frames.length > 0) ?? errors.at(-1)) : undefined)
  );
}
