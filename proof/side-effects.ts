import type { Evidence, Observations, StatementObservation } from '../domain/evidence.ts';
import { asksOfNone } from './asks-of-none.ts';
import { countedAgain } from './counted-again.ts';
import { handledRefusals } from './handled-refusals.ts';
import { missingCalls } from './missing-calls.ts';
import { type Seen, SLOW_MS } from './observe.ts';
import { type Answers, type Stored, storedConflicts } from './stored-conflict.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement, type SqlShape, type Statement } from './witness/statement.ts';
import { isWork, WORK } from './work-of-shape.ts';

export interface SideEffects {
  /** What was seen while the fault was reproduced. */
  before: { observations: Observations; runs: number; schema: Evidence['schema'] };
  /** What was seen while the candidate's runs passed. */
  after: Seen;
  /** Runs of the candidate that passed. */
  runs: number;
  /** The status that the probe must be answered with; null for a command. */
  expected: number | null;
  /** SQLSTATEs of what the input causes, where the request may be refused and good ones must still do the work. Null: it may not. */
  mayRefuse?: RegExp | null | undefined;
  /** The failure came after the answer, which could not tell of it. */
  isLate?: boolean | undefined;
  /** What the probe was answered, where a success may show what is stored already; null or absent: nothing is known of it. */
  answers?: Answers | null | undefined;
}

/** What the runs did not do. */
export interface Hidden {
  /** Each a sentence; empty when nothing is hidden. */
  findings: string[];
  /** Statements that a refused request does not need, and that good requests must still send. */
  left: LeftOut[];
  /** Whether a value was taken and the row that holds it is the answer. */
  isStored: boolean;
}

/** A statement that is no longer sent. */
export interface LeftOut {
  /** Verb and tables: `insert orders`. */
  kind: string;
  finding: string;
}

/** PostgreSQL's classes 22 and 23: what it objects to is a value, and so may be the request's. */
const INPUT = /^2[23]/;
/** PostgreSQL's class 40: the transaction was rolled back in favour of another, and should be retried. */
const RETRY = /^40/;

/**
 * Whether runs that passed still did the work, as the witnesses saw it: what is hidden leaves an error under a good answer, or is left out.
 * @returns findings, each a sentence; empty when nothing is hidden
 */
export function hiddenFailures(effects: SideEffects): string[] {
  return judgeEffects(effects).findings;
}

/** As {@link hiddenFailures}, and what a refusal of the input made needless. */
export function judgeEffects(effects: SideEffects): Hidden {
  const { before, after, runs, expected, mayRefuse = null, isLate } = effects;
  const input = mayRefuse ?? INPUT;
  const turnedAway = after.statements.filter((one) => isRightRefusal(one, before, { expected, input }));
  const completed = after.statements.filter((sighting) => sighting.outcome === 'completed');
  const stored = answeredByStored(effects);
  const known = [...turnedAway, ...stored.refused, ...handledRefusals(after.statements, before.observations)];
  const others = after.statements.filter((one) => !known.includes(one));
  const refused = mayRefuse !== null && expected !== null && expected >= 400 && expected <= 499;
  const missed = missingStatements(before, [...completed, ...turnedAway, ...stored.refused], {
    ...{ runs, input },
    spared: stored.spared,
  });
  return {
    findings: [
      ...databaseErrors(others, completed),
      ...countedAgain(after.statements, before.observations),
      ...missed.filter(({ kind }) => !refused || kind === null).map(({ finding }) => finding),
      ...missingCalls({ before, after, runs, expected, isLate }),
    ],
    left: missed.flatMap(({ kind, finding }) => (refused && kind !== null ? [{ kind, finding }] : [])),
    isStored: stored.refused.length > 0 || stored.spared.size > 0,
  };
}

/** The conflicts that a success answers with what is stored, where good requests are known beside it. */
function answeredByStored({ before, after, expected, mayRefuse = null, answers }: SideEffects): Stored {
  const isSuccess = expected !== null && expected >= 200 && expected < 300;
  return isSuccess && mayRefuse && answers
    ? storedConflicts(after.statements, before.observations, answers)
    : { refused: [], spared: new Set() };
}

/**
 * Whether the database's error is what the answer says: the input is refused, as it was while the fault was reproduced,
 * and the probe wants it refused.
 */
function isRightRefusal(
  { statement, error }: Sighting,
  { observations }: SideEffects['before'],
  { expected, input }: { expected: number | null; input: RegExp },
): boolean {
  if (!error || expected === null || expected < 400 || expected > 499 || !input.test(error.sqlstate))
    return false;
  return observations.statements.some(
    ({ text, sqlstate }) => sqlstate === error.sqlstate && readStatement(text).masked === statement.masked,
  );
}

function databaseErrors(all: Sighting[], done: Sighting[]): string[] {
  const findings = new Set<string>();
  for (const { statement, error, endedAt } of all) {
    if (!error) continue;
    const retried =
      RETRY.test(error.sqlstate) &&
      done.some((later) => later.startedAt > (endedAt ?? 0) && later.statement.exact === statement.exact);
    if (!retried) {
      findings.add(
        `runs passed although the database refused ${quote(statement.text)} with ${error.sqlstate} (${error.message}): the error is hidden`,
      );
    }
  }
  return [...findings];
}

/** A statement of the reproduction, read. */
interface Required extends StatementObservation {
  statement: Statement;
}

interface StatementSearch {
  /** What completed while the candidate ran. */
  done: Sighting[];
  runs: number;
  required: Required[];
  schema: Evidence['schema'];
}

/** What was not sent; `kind` is null where no refusal of the input can make it needless. */
interface Missed {
  kind: string | null;
  finding: string;
}

function missingStatements(
  before: SideEffects['before'],
  done: Sighting[],
  { runs, input, spared }: { runs: number; input: RegExp; spared: Stored['spared'] },
): Missed[] {
  const required = requiredStatements(before).filter(({ statement }) => !spared.has(statement.masked));
  const search = { done, runs, required, schema: before.schema };
  const findings = required.flatMap((one) => {
    const finding = missing(one, search);
    return finding === null ? [] : [{ finding, kind: neededFor(one, input) }];
  });
  if (findings.length > 0) return findings;
  const work = done.filter(({ statement }) => isWork(statement.shape)).length;
  const distinct = new Set(required.map(({ statement }) => statement.masked)).size;
  if (work >= distinct * runs) return [];
  const finding = `each run did ${distinct} statement${distinct === 1 ? '' : 's'} before, now ${work} completed in ${runs} runs: work was left out`;
  return [{ finding, kind: null }];
}

/** The kind of a statement that a refused request does not need: one that completed, or whose values the database objected to. */
function neededFor({ outcome, sqlstate, statement: { shape } }: Required, input: RegExp): string | null {
  const isInput = outcome === 'failed' && sqlstate !== null && input.test(sqlstate);
  return isInput || outcome === 'completed' ? kindOf(shape) : null;
}

/** Verb and tables, for a person. */
export function kindOf({ verb, tables }: SqlShape): string {
  return `${verb} ${tables.join(', ')}`.trim();
}

/** Statements that every run sent, whether or not they completed. What only some runs sent may follow from the failure itself. */
function requiredStatements({ observations, runs }: SideEffects['before']): Required[] {
  const counts = new Map<string, number>();
  const read = observations.statements.map((one) => ({ ...one, statement: readStatement(one.text) }));
  const statements = read.filter((one) => isWork(one.statement.shape) && !asksOfNone(one));
  for (const { statement, count } of statements) {
    counts.set(statement.masked, (counts.get(statement.masked) ?? 0) + count);
  }
  return statements.filter(({ statement }) => (counts.get(statement.masked) ?? 0) >= Math.max(1, runs));
}

function missing(before: Required, search: StatementSearch): string | null {
  const { done, runs, schema } = search;
  const { shape, exact, masked } = before.statement;
  const cut = before.sqlstate === '57014' || before.outcome === 'unfinished';
  const slow = before.outcome === 'completed' && before.maxLatencyMs > SLOW_MS;
  if (cut || slow) {
    const sameValues = hasOneBinding(before, search.required);
    const same = done.filter(
      ({ statement, parameters }) =>
        statement.exact === exact &&
        (!sameValues || JSON.stringify(parameters) === JSON.stringify(before.parameters ?? [])),
    );
    if (same.length >= runs) return null;
    const was = cut ? 'was cut off before' : 'was slow before';
    return `${quote(before.text)} ${was} and must now complete, unchanged, in each run; it completed ${same.length} times in ${runs} runs`;
  }
  if (before.outcome === 'failed') {
    const wanted = refusedShape(shape, schema);
    const same = done.filter(({ statement }) => covers(statement.shape, wanted));
    if (same.length >= runs) return null;
    return `${quote(before.text)} was refused before and may be changed, not left out; ${same.length} statements of its kind completed in ${runs} runs`;
  }
  const same = done.filter(({ statement }) => statement.masked === masked || alike(statement.shape, shape));
  if (same.length >= runs) return null;
  return `${quote(before.text)} was sent by each run before; now ${same.length} times in ${runs} runs`;
}

/** True when each run bound the same values, which must then stay: `pg_sleep($1)` with 10 is not one with 0. */
function hasOneBinding(one: Required, all: Required[]): boolean {
  const bindings = all
    .filter(({ statement, outcome }) => outcome === one.outcome && statement.exact === one.statement.exact)
    .map(({ parameters }) => JSON.stringify(parameters));
  return new Set(bindings).size <= 1;
}

/** What is certain of a refused statement: its verb if it is one, its tables if they exist. */
function refusedShape(shape: SqlShape, schema: Evidence['schema']): SqlShape {
  const known = new Set(schema.map(({ table }) => table));
  return {
    verb: WORK.has(shape.verb) ? shape.verb : '',
    tables: shape.tables.filter((table) => known.has(table)),
    functions: [],
  };
}

function covers(shape: SqlShape, wanted: SqlShape): boolean {
  if (!isWork(shape) || (wanted.verb && shape.verb !== wanted.verb)) return false;
  return wanted.tables.every((table) => shape.tables.includes(table));
}

/** The same kind of work on the same tables; without tables, by the same functions. */
function alike(one: SqlShape, other: SqlShape): boolean {
  if (one.verb !== other.verb || one.tables.join() !== other.tables.join()) return false;
  return one.tables.length > 0 && other.tables.length > 0;
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line ? `“${line.slice(0, 120)}”` : 'a connection';
}
