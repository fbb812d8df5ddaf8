import type { Observations } from '../domain/evidence.ts';
import type { RecordedRequest } from '../domain/recording.ts';
import { leavesOf, plainName, shows } from './ladder/flow/leaves.ts';
import { partsOf } from './ladder/near/request-parts.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement, type Statement } from './witness/statement.ts';

/** PostgreSQL: a value that must be unique is taken. */
export const TAKEN = '23505';
/** `Key (account, handle)=(7, ada) already exists.` */
const KEY = /\)=\((.*)\)/s;

/** A request, and what it and its copies were answered. */
export interface Answers {
  request: RecordedRequest;
  bodies: unknown[];
}

type Row = Record<string, string | null>;

/** What a row that is stored already made needless. */
export interface Stored {
  /** Refusals of a value that is taken. */
  refused: Sighting[];
  /** Masked texts of statements that were refused before for such a value, and are not sent any more. */
  spared: Set<string>;
}

/**
 * The refusals of a value that is taken after which the code read the very row that holds it, with all that the request wanted to
 * store, and answered what that row holds: the same request came twice, and its work is done. The code may also read that row in their place.
 * @param before what was seen while the fault was reproduced
 */
export function storedConflicts(
  statements: Sighting[],
  { statements: before }: Pick<Observations, 'statements'>,
  { request, bodies }: Answers,
): Stored {
  const held = heldBy(request);
  const named = namesIn(request);
  const found = statements.filter(
    (one) => wasTaken(one, before) && statements.some((later) => readsStored(later, one, held)),
  );
  const spared = before
    .map((one) => ({ ...one, statement: readStatement(one.text) }))
    .filter(
      (one) =>
        one.sqlstate === TAKEN &&
        !statements.some(({ statement }) => statement.masked === one.statement.masked) &&
        statements.some((read) => readsWanted(read, one, held)),
    );
  const tables = new Set([...found, ...spared].flatMap(({ statement }) => statement.shape.tables));
  const done = statements.filter(({ outcome }) => outcome === 'completed');
  const stored = done.filter(({ statement }) => statement.shape.tables.some((table) => tables.has(table)));
  const rows = stored.flatMap((one) => one.rows);
  const given = [
    ...held,
    ...done.flatMap((one) => one.rows.flatMap((row) => Object.values(row).flatMap((value) => value ?? []))),
  ];
  return bodies.length > 0 && bodies.every((body) => isShown(body, { rows, given, named }))
    ? { refused: found, spared: new Set(spared.map(({ statement }) => statement.masked)) }
    : { refused: [], spared: new Set() };
}

/** A statement of the reproduction that was refused, with what was bound to it. */
interface Refused {
  statement: Statement;
  parameters?: (string | null)[] | undefined;
}

/** Whether a statement gave a row of the same table with all that the request wanted to store there. */
function readsWanted(read: Sighting, refused: Refused, held: Set<string>): boolean {
  const wanted = wantedBy(refused.parameters ?? [], held);
  if (wanted.length === 0 || !isReadOf(read, refused.statement)) return false;
  return read.rows.some((row) => holdsAll(wanted, row, read.parameters));
}

const wantedBy = (parameters: (string | null)[], held: Set<string>) =>
  parameters.flatMap((value) => (value !== null && held.has(value) ? [value] : []));

function holdsAll(values: string[], row: Row, parameters: (string | null)[]): boolean {
  const known = [...Object.values(row), ...parameters].map((value) => value?.toLowerCase());
  return values.every((value) => known.includes(value.toLowerCase()));
}

/** Whether the database refused a statement since a value is taken, as it did while the fault was reproduced. */
function wasTaken({ statement, error }: Sighting, before: Observations['statements']): boolean {
  if (error?.sqlstate !== TAKEN) return false;
  return before.some(
    ({ text, sqlstate }) => sqlstate === TAKEN && readStatement(text).masked === statement.masked,
  );
}

/** Whether a later statement gave the row that holds a key, with what the request wanted to store there. */
function readsStored(later: Sighting, refused: Sighting, held: Set<string>): boolean {
  const { parameters, rows, startedAt } = later;
  const key = KEY.exec(refused.error?.detail ?? '')?.[1]?.split(', ') ?? [];
  if (key.length === 0 || startedAt < (refused.endedAt ?? refused.startedAt)) return false;
  if (!isReadOf(later, refused.statement)) return false;
  const wanted = wantedBy(refused.parameters, held);
  return rows.some((row) => holdsAll([...key, ...wanted], row, parameters));
}

/** Whether a statement read a table to which another was to write. */
function isReadOf({ statement, outcome }: Sighting, refused: Statement): boolean {
  return (
    outcome === 'completed' &&
    statement.shape.verb === 'select' &&
    statement.shape.tables.some((table) => refused.shape.tables.includes(table))
  );
}

/** Whether an answer holds what one row holds, something that the request did not bring among it, and nothing that nobody gave. */
function isShown(
  body: unknown,
  { rows, given, named }: { rows: Row[]; given: string[]; named: Set<string> },
): boolean {
  const leaves = leavesOf(body).filter(({ value }) => value !== null && typeof value !== 'boolean');
  return rows.some((row) => {
    const columns = new Map(Object.entries(row).map(([name, value]) => [plainName(name), value]));
    const own = leaves.filter(({ name }) => columns.has(name));
    const others = leaves.filter(({ name }) => !columns.has(name));
    return (
      own.some(({ name }) => !named.has(name)) &&
      own.every(({ name, value }) => shows(value, columns.get(name) ?? '')) &&
      others.every(({ value }) => given.some((one) => shows(value, one)))
    );
  });
}

/** The values of a request, those of its headers among them. */
function heldBy(request: RecordedRequest): Set<string> {
  return new Set([...Object.values(request.headers), ...partsOf(request).map(({ value }) => String(value))]);
}

/** And the names that they have. */
function namesIn(request: RecordedRequest): Set<string> {
  const names = partsOf(request).map(({ at }) => String(at.at(-1)));
  return new Set([...Object.keys(request.headers), ...names].map(plainName));
}
