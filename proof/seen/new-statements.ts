import type { StatementObservation } from '../../domain/evidence.ts';
import type { Power } from '../../domain/power.ts';
import type { Schema } from '../rows/kept.ts';
import { sqlTokens } from '../witness/sql-tokens.ts';
import { readStatement, type Statement } from '../witness/statement.ts';
import type { Effect } from '../witness/statement-effects.ts';
import { isAlike } from './alike.ts';

export interface StatementsCompared {
  /** What the unchanged service sent, at its start and in its runs. */
  before: readonly StatementObservation[];
  /** What the candidate sent, its start included. */
  after: readonly { statement: Statement; outcome: string }[];
  /** True for the text of a statement that unchanged code holds: another path of it, which the fault had cut off. */
  isWritten(text: string): boolean;
}

/** What a statement of the base shows of what was meant by it. */
interface Known {
  statement: Statement;
  /** The database refused it or gave up, so that its correction may name other things. */
  failed: boolean;
  words: string[];
}

/**
 * The powers over the database that a candidate's runs show and the base's do not.
 * @param schema the tables of the scratch database; empty where they are not known
 */
export function newStatementPowers(
  { before, after, isWritten }: StatementsCompared,
  schema: Schema = [],
): Power[] {
  const tables = new Set(schema.map(({ table }) => table));
  const known = before.map(({ text, outcome }): Known => {
    const statement = readStatement(text);
    const failed = outcome !== 'completed';
    return { statement, failed, words: failed ? wordsOf(text) : [] };
  });
  const texts = new Set(known.map(({ statement }) => statement.exact));
  const masked = new Set(known.map(({ statement }) => statement.masked));
  const effects = new Set(known.flatMap(({ statement }) => (statement.effects ?? []).map(keyOf)));
  const failed = known.filter((one) => one.failed);
  const found = new Map<string, Power>();
  const seen = new Set<Statement>();
  for (const { statement, outcome } of after) {
    if (seen.has(statement) || texts.has(statement.exact)) continue;
    seen.add(statement);
    if (statement.effects === null) {
      // What the database refused under a good answer is a hidden failure, and found as such.
      if (outcome === 'completed' && !isWritten(statement.text)) add(found, UNREADABLE);
      continue;
    }
    const sameButValues = masked.has(statement.masked);
    for (const effect of statement.effects) {
      // A name may get another meaning by a value alone.
      if (effect.kind !== 'define' && (sameButValues || effects.has(keyOf(effect)))) continue;
      if (failed.some((one) => isMeant(effect, statement, one, tables))) continue;
      if (isWritten(statement.text)) continue;
      add(found, powerOf(effect));
    }
  }
  return [...found.values()];
}

const keyOf = ({ kind, name }: Effect) => `${kind} ${name}`;

function add(found: Map<string, Power>, power: Power): void {
  found.set(power.what, power);
}

function wordsOf(text: string): string[] {
  return sqlTokens(text).flatMap(({ kind, text: word }) => (kind === 'word' ? [word] : []));
}

const VERBS: Partial<Record<Effect['kind'], string>> = {
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  merge: 'merge',
  truncate: 'truncate',
};

/** Whether a refused statement can have meant this: its verb and names are the same, or as close as a slip of the pen. */
function isMeant(
  { kind, name }: Effect,
  statement: Statement,
  { statement: before, words }: Known,
  tables: ReadonlySet<string>,
): boolean {
  // A table that exists is no misspelling of another.
  const names = (wanted: string) =>
    words.some((word) => word === wanted || (!tables.has(word) && isAlike(word, wanted)));
  if (kind === 'identify') return false;
  if (kind === 'every row') return !names('where');
  if (kind === 'define' || kind === 'opaque' || kind === 'other') {
    const same = before.effects?.some((one) => one.kind === kind && one.name === name);
    return same ?? isAlike(before.shape.verb, statement.shape.verb);
  }
  const verb = VERBS[kind];
  if (verb && !names(verb)) return false;
  return names(name.split('.').at(-1) ?? name);
}

function powerOf({ kind, name }: Effect): Power {
  const what: Record<Effect['kind'], string> = {
    read: `reads the table ${name}`,
    insert: `inserts rows into the table ${name}`,
    update: `changes rows of the table ${name}`,
    delete: `deletes rows of the table ${name}`,
    merge: `merges rows into the table ${name}`,
    truncate: `empties the table ${name}`,
    'every row': `changes or deletes every row of the table ${name}`,
    call: `calls ${name} in the database`,
    'set local': `sets ${name} for the transaction`,
    set: `sets ${name} for the session of the database, which later requests share`,
    define: `gives names of the database another meaning (${name}), so that a statement may do something else than it says`,
    identify: `asks the database for ${name}, which may differ between a proof and production`,
    opaque: `runs ${name} in the database, which no proof can read`,
    other: `runs ${name} in the database`,
  };
  return {
    kind: kind === 'identify' ? 'telling_apart' : 'statement',
    what: what[kind],
    where: null,
    refused: kind === 'define' || kind === 'identify' || kind === 'opaque',
    seen: 'sandbox',
  };
}

const UNREADABLE: Power = {
  kind: 'statement',
  what: 'sends a statement that is too long to be read, or that the parser of PostgreSQL does not know',
  where: null,
  refused: true,
  seen: 'sandbox',
};
