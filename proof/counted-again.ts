import type { Observations } from '../domain/evidence.ts';
import type { Sighting } from './witness/sighting.ts';

/** PostgreSQL: a value that must be unique is taken. */
const TAKEN = '23505';
const DOES_NOTHING = /\bon\s+conflict\b[^;]*\bdo\s+nothing\b/i;
/** A column that is set to what it holds and something more or less. */
const COUNTS = /\bset\b[^;]*?"?\b(\w+)"?\s*=\s*(?:\w+\.)?"?\1"?\s*[-+]/i;
const BACK_TO = /^\s*rollback\s+(?:work\s+|transaction\s+)?to\b/i;

/**
 * Whether a transaction was committed in which the row was not stored, since its value is taken, and something was counted for it all
 * the same: a request that comes twice is then booked twice. Before, the refusal of the row had undone that as well.
 * @param before what was seen while the fault was reproduced
 * @returns findings, each a sentence
 */
export function countedAgain(
  statements: Sighting[],
  { statements: before }: Pick<Observations, 'statements'>,
): string[] {
  if (!before.some(({ sqlstate }) => sqlstate === TAKEN)) return [];
  const found = committed(statements).map(countedForNothing);
  return [...new Set(found.filter((one) => one !== null))].slice(0, 1);
}

/** The statements of each transaction that was committed, without those that a savepoint undid. */
function committed(statements: Sighting[]): Sighting[][] {
  const done: Sighting[][] = [];
  const open = new Map<number, { all: Sighting[]; saved: number }>();
  for (const one of statements) {
    const { connection, statement, outcome } = one;
    if (connection === undefined) continue;
    const { verb } = statement.shape;
    const current = open.get(connection);
    if (verb === 'begin' || verb === 'start') open.set(connection, { all: [], saved: 0 });
    else if (!current) continue;
    else if (verb === 'savepoint') current.saved = current.all.length;
    else if (BACK_TO.test(statement.text)) {
      const undone = current.all.splice(current.saved);
      current.all.push(...undone.filter(({ outcome: ended }) => ended === 'failed'));
    } else if (verb === 'commit' || verb === 'end') {
      if (outcome === 'completed') done.push(current.all);
      open.delete(connection);
    } else if (verb === 'rollback' || verb === 'abort') open.delete(connection);
    else current.all.push(one);
  }
  return done;
}

function countedForNothing(transaction: Sighting[]): string | null {
  const at = transaction.findIndex(storesNothing);
  const refused = transaction[at];
  if (!refused) return null;
  const { tables } = refused.statement.shape;
  const stores = transaction.some(
    (one) =>
      one !== refused &&
      one.outcome === 'completed' &&
      one.statement.shape.verb === 'insert' &&
      one.statement.shape.tables.join() === tables.join() &&
      !storesNothing(one),
  );
  if (stores) return null;
  const counted = transaction
    .slice(0, at)
    .find(({ statement, outcome }) => outcome === 'completed' && COUNTS.test(statement.text));
  return counted
    ? `“${short(counted.statement.text)}” is done again although nothing is stored in ${tables.join(', ')}, where the value is taken: before, the refusal undid it`
    : null;
}

/** Whether an insert was refused since its value is taken, or was left out for that. */
function storesNothing({ statement, outcome, error, rows }: Sighting): boolean {
  if (statement.shape.verb !== 'insert') return false;
  if (error) return error.sqlstate === TAKEN;
  const gives = /\breturning\b/i.test(statement.text);
  return outcome === 'completed' && DOES_NOTHING.test(statement.text) && gives && rows.length === 0;
}

const short = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 100);
