import type { Evidence, Observations, StatementObservation } from '../domain/evidence.ts';
import { type Seen, SLOW_MS } from './observe.ts';
import type { Sighting } from './witness/conversation.ts';
import { exactText, maskedText, type SqlShape, shapeOf } from './witness/sql-text.ts';

export interface FootprintSubject {
  /** What was seen while the fault was reproduced, in so many runs. */
  before: { observations: Observations; runs: number; schema: Evidence['schema'] };
  /** What was seen while so many runs of the candidate passed. */
  after: Seen;
  runs: number;
}

const TRANSACTION = new Set('begin start commit end rollback abort savepoint release prepare'.split(' '));
const SESSION = new Set('set reset show discard listen unlisten deallocate'.split(' '));
/** Functions that ask about the session and do no work. */
const SESSION_FUNCTIONS = new Set(
  'version current_setting set_config current_schema current_schemas current_database pg_backend_pid'.split(
    ' ',
  ),
);
const WORK = new Set('select insert update delete merge values call do copy table truncate'.split(' '));
/** PostgreSQL's class 40: the transaction was rolled back for others' sake and is meant to be tried again. */
const TRY_AGAIN = /^40/;

/**
 * Whether runs that passed still did the work, judged by what the witnesses saw: a failure that is hidden leaves
 * an error under a good answer, or leaves out what failed.
 * @returns findings, each a sentence; none means that nothing is hidden
 */
export function hiddenFailures({ before, after, runs }: FootprintSubject): string[] {
  const done = after.statements.filter((sighting) => sighting.outcome === 'completed');
  return [
    ...databaseErrors(after.statements, done),
    ...missingStatements(before, done, runs),
    ...missingCalls(before, after, runs),
  ];
}

/** A database error under an answer that says all is well. */
function databaseErrors(all: Sighting[], done: Sighting[]): string[] {
  const findings = new Set<string>();
  for (const { text, error, endedAt } of all) {
    if (!error) continue;
    const again =
      TRY_AGAIN.test(error.sqlstate) &&
      done.some((later) => later.startedAt > (endedAt ?? 0) && exactText(later.text) === exactText(text));
    if (!again) {
      findings.add(
        `runs passed although the database refused ${quote(text)} with ${error.sqlstate} (${error.message}): the error is hidden`,
      );
    }
  }
  return [...findings];
}

function missingStatements(before: FootprintSubject['before'], done: Sighting[], runs: number): string[] {
  const required = requiredStatements(before);
  const findings: string[] = [];
  for (const observation of required) {
    const finding = missing(observation, done, runs, before.schema, hasOneBinding(observation, required));
    if (finding) findings.push(finding);
  }
  if (findings.length > 0) return findings;
  const work = done.filter(({ text }) => isWork(shapeOf(text))).length;
  const distinct = new Set(required.map(({ text }) => maskedText(text))).size;
  if (work < distinct * runs) {
    return [
      `each run did ${distinct} statement${distinct === 1 ? '' : 's'} before, now ${work} completed in ${runs} runs: work was left out`,
    ];
  }
  return [];
}

/** Statements that every run sent, whatever became of them. What some runs sent only may hang on the failure itself. */
function requiredStatements({ observations, runs }: FootprintSubject['before']): StatementObservation[] {
  const counts = new Map<string, number>();
  const statements = observations.statements.filter(({ text }) => isWork(shapeOf(text)));
  for (const { text, count } of statements) {
    const key = maskedText(text);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return statements.filter(({ text }) => (counts.get(maskedText(text)) ?? 0) >= Math.max(1, runs));
}

function missing(
  before: StatementObservation,
  done: Sighting[],
  runs: number,
  schema: Evidence['schema'],
  sameValues: boolean,
): string | null {
  const cut = before.sqlstate === '57014' || before.outcome === 'unfinished';
  const slow = before.outcome === 'completed' && before.maxLatencyMs > SLOW_MS;
  if (cut || slow) {
    const same = done.filter(
      ({ text, parameters }) =>
        exactText(text) === exactText(before.text) &&
        (!sameValues || JSON.stringify(parameters) === JSON.stringify(before.parameters ?? [])),
    );
    if (same.length >= runs) return null;
    const was = cut ? 'was cut off before' : 'took its time before';
    return `${quote(before.text)} ${was} and must now complete, unchanged, in each run; it completed ${same.length} times in ${runs} runs`;
  }
  if (before.outcome === 'failed') {
    const wanted = refusedShape(before.text, schema);
    const same = done.filter(({ text }) => covers(shapeOf(text), wanted));
    if (same.length >= runs) return null;
    return `${quote(before.text)} was refused before and may be changed, not left out; ${same.length} statements of its kind completed in ${runs} runs`;
  }
  const wanted = shapeOf(before.text);
  const same = done.filter(
    ({ text }) => maskedText(text) === maskedText(before.text) || alike(shapeOf(text), wanted),
  );
  if (same.length >= runs) return null;
  return `${quote(before.text)} was sent by each run before; now ${same.length} times in ${runs} runs`;
}

/** True when each run bound the same values, which must then stay: `pg_sleep($1)` with 10 is not one with 0. */
function hasOneBinding(one: StatementObservation, all: StatementObservation[]): boolean {
  const bindings = all
    .filter(({ text, outcome }) => outcome === one.outcome && exactText(text) === exactText(one.text))
    .map(({ parameters }) => JSON.stringify(parameters));
  return new Set(bindings).size <= 1;
}

/** What may be known of a statement that did not work: its verb if it is one, its tables if they exist. */
function refusedShape(text: string, schema: Evidence['schema']): SqlShape {
  const shape = shapeOf(text);
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

function isWork({ verb, tables, functions }: SqlShape): boolean {
  if (verb === '' || TRANSACTION.has(verb) || SESSION.has(verb)) return false;
  const asksOnly = functions.length > 0 && functions.every((name) => SESSION_FUNCTIONS.has(name));
  return !(asksOnly && tables.length === 0);
}

function missingCalls(
  { observations, runs: runsBefore }: FootprintSubject['before'],
  after: Seen,
  runs: number,
): string[] {
  const findings: string[] = [];
  for (const { name, calls: callsBefore } of observations.upstreams) {
    if (callsBefore === 0) continue;
    const calls = after.upstreams.find((upstream) => upstream.name === name)?.calls ?? [];
    // An upstream that some runs never reached need not be asked by each run now.
    const least = callsBefore >= runsBefore ? runs : 1;
    const used = calls.filter(({ delivered, status }) => delivered && isAnswer(status)).length;
    if (calls.length < least) {
      findings.push(
        `${name} was asked ${callsBefore} times in ${runsBefore} runs before, now ${calls.length} times in ${runs}`,
      );
    } else if (used < least) {
      findings.push(
        `${runs} runs passed although only ${used} answers of ${name} arrived that were no failure: the failure is hidden`,
      );
    }
  }
  return findings;
}

/** Neither a failure of the upstream nor a request to come back later. */
function isAnswer(status: string | null): boolean {
  return status !== null && /^[234]/.test(status) && status !== '408' && status !== '429';
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line ? `“${line.slice(0, 120)}”` : 'a connection';
}
