import { type SqlToken, splitStatements, sqlTokens } from '../witness/sql-tokens.ts';

/** Where a file of a migration tool begins to undo what it did: dbmate, goose, sql-migrate, node-pg-migrate, MyBatis. */
const UNDOES =
  /^[ \t]*--+[ \t]*(?:\/\/[ \t]*)?(?:\+?[ \t]*(?:goose|migrate|rambler)\b[ \t]*:?[ \t]*)?(?:@?undo|down|rollback)(?:[ \t]+migration)?\b[ \t]*:?(?:[ \t]+transaction:\w+)?[ \t]*$/im;

/** Things that a statement makes or drops by name. */
const KINDS = new Set(['table', 'view', 'type', 'domain', 'sequence', 'schema', 'index', 'function']);
/** Words before a kind or a name. */
const FILLING = new Set(
  'or replace global local unlogged unique recursive materialized concurrently if not exists'.split(' '),
);

interface Change {
  verb: 'create' | 'drop';
  /** Each its kind and name. */
  things: string[];
}

/** The part of a file of SQL that makes, where a migration tool keeps the way back in the same file. */
export function withoutUndoing(text: string): string {
  const at = text.search(UNDOES);
  return at < 0 || splitStatements(text.slice(0, at)).length === 0 ? text : text.slice(0, at);
}

/** Whether a file drops everything that it makes: what it ends with is the way back, or for a next time. */
export function keepsNothing(text: string): boolean {
  const left = new Set<string>();
  let made = 0;
  for (const { text: statement } of splitStatements(text)) {
    const { verb, things } = changeOf(statement) ?? { verb: 'create', things: [] };
    for (const thing of things) {
      if (verb === 'drop') left.delete(thing);
      else left.add(thing);
    }
    if (verb === 'create') made += things.length;
  }
  return made > 0 && left.size === 0;
}

/**
 * The text without the statements that drop what it made before and does not make again: people keep them beside the others to
 * run them by hand.
 */
export function withoutDropsOfOwn(text: string): string {
  const statements = splitStatements(text).map((statement) => ({
    ...statement,
    change: changeOf(statement.text),
  }));
  const made = new Set<string>();
  let kept = '';
  let from = 0;
  for (const [index, { start, change }] of statements.entries()) {
    if (change?.verb === 'create') for (const thing of change.things) made.add(thing);
    const later = statements
      .slice(index + 1)
      .flatMap(({ change: next }) => (next?.verb === 'create' ? next.things : []));
    const isOwn =
      change?.verb === 'drop' && change.things.every((thing) => made.has(thing) && !later.includes(thing));
    if (!isOwn) continue;
    kept += text.slice(from, start);
    from = statements[index + 1]?.start ?? text.length;
  }
  return kept + text.slice(from);
}

/** What a statement makes or drops; null for another one, and for what lasts as long as the connection. */
function changeOf(statement: string): Change | null {
  const tokens = sqlTokens(statement);
  const verb = tokens[0]?.text;
  if (verb !== 'create' && verb !== 'drop') return null;
  const at = tokens.findIndex(({ text }, index) => index > 0 && !FILLING.has(text));
  const kind = tokens[at]?.text ?? '';
  if (!KINDS.has(kind)) return null;
  const names = namesAt(
    tokens,
    tokens.findIndex(({ text }, index) => index > at && !FILLING.has(text)),
  );
  return { verb, things: (verb === 'create' ? names.slice(0, 1) : names).map((name) => `${kind} ${name}`) };
}

/** Names divided by commas, without the schema that all have. */
function namesAt(tokens: SqlToken[], from: number): string[] {
  const names: string[] = [];
  for (let at = from; at >= 0 && tokens[at]?.kind === 'word'; at += 2) {
    let name = tokens[at]?.text ?? '';
    while (tokens[at + 1]?.text === '.') {
      const schema = name === 'public' ? '' : `${name}.`;
      name = schema + (tokens[at + 2]?.text ?? '');
      at += 2;
    }
    names.push(name);
    if (tokens[at + 1]?.text !== ',') break;
  }
  return names;
}
