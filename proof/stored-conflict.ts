import type { Observations } from '../domain/evidence.ts';
import type { RecordedRequest } from '../domain/recording.ts';
import { leavesOf, plainName, shows } from './ladder/flow/leaves.ts';
import { partsOf } from './ladder/near/request-parts.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

/** PostgreSQL: a value that must be unique is taken. */
const TAKEN = '23505';
/** `Key (account, handle)=(7, ada) already exists.` */
const KEY = /\)=\((.*)\)/s;

/** A request, and what it and its copies were answered. */
export interface Answers {
  request: RecordedRequest;
  bodies: unknown[];
}

type Row = Record<string, string | null>;

/**
 * The refusals of a value that is taken after which the code read the very row that holds it, with all that the request wanted to
 * store, and answered what that row holds: the same request came twice, and its work is done.
 * @param before what was seen while the fault was reproduced
 */
export function storedConflicts(
  statements: Sighting[],
  { statements: before }: Pick<Observations, 'statements'>,
  { request, bodies }: Answers,
): Sighting[] {
  const held = heldBy(request);
  const named = namesIn(request);
  const found = statements.filter(
    (one) => wasTaken(one, before) && statements.some((later) => readsStored(later, one, held)),
  );
  const tables = new Set(found.flatMap(({ statement }) => statement.shape.tables));
  const done = statements.filter(({ outcome }) => outcome === 'completed');
  const stored = done.filter(({ statement }) => statement.shape.tables.some((table) => tables.has(table)));
  const rows = stored.flatMap((one) => one.rows);
  const given = [
    ...held,
    ...done.flatMap((one) => one.rows.flatMap((row) => Object.values(row).flatMap((value) => value ?? []))),
  ];
  return bodies.length > 0 && bodies.every((body) => isShown(body, { rows, given, named })) ? found : [];
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
  const { statement, parameters, rows, outcome, startedAt } = later;
  const key = KEY.exec(refused.error?.detail ?? '')?.[1]?.split(', ') ?? [];
  if (key.length === 0 || outcome !== 'completed' || statement.shape.verb !== 'select') return false;
  if (startedAt < (refused.endedAt ?? refused.startedAt)) return false;
  if (!statement.shape.tables.some((table) => refused.statement.shape.tables.includes(table))) return false;
  const wanted = refused.parameters.flatMap((value) => (value !== null && held.has(value) ? [value] : []));
  return rows.some((row) => {
    const known = [...Object.values(row), ...parameters].map((value) => value?.toLowerCase());
    return [...key, ...wanted].every((value) => known.includes(value.toLowerCase()));
  });
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
