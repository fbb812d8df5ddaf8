import type { Evidence } from '../../domain/evidence.ts';
import type { Difference } from '../evidence/difference.ts';
import type { SqlChange, SqlReading } from './change.ts';
import { counted, otherColumns } from './other-columns.ts';
import { type SqlToken, tokenize } from './tokens.ts';

const AGGREGATES = ['sum', 'count', 'avg', 'max', 'min'];
/** What a comparison may have been meant to be, the likeliest first. */
const COMPARED: Record<string, string[]> = {
  '<': ['<=', '>', '>='],
  '<=': ['<', '>=', '>'],
  '>': ['>=', '<', '<='],
  '>=': ['>', '<=', '<'],
  '=': ['<>'],
  '<>': ['='],
  '!=': ['='],
};
const WEIGHT = [0.45, 0.3, 0.2];

/**
 * Other meanings of a statement that the database takes and that answers wrongly: the mistakes that SQL invites to. What
 * the answer differs by tells which are likelier.
 */
export function* otherReadings(
  sql: string,
  schema: Evidence['schema'],
  differences: ReadonlySet<Difference>,
): Generator<SqlReading> {
  const tokens = tokenize(sql);
  const word = (index: number) => tokens[index]?.text.toLowerCase() ?? '';
  const swap = (index: number, text: string, last = index): SqlChange[] => {
    const [from, to] = [tokens[index], tokens[last]];
    return from && to ? [{ start: from.start, end: to.end, text }] : [];
  };
  const short = differences.has('too_short') || differences.has('empty');
  const long = differences.has('too_long');
  const reordered = differences.has('other_order');
  for (const [index, token] of tokens.entries()) {
    const text = word(index);
    const reading = (changes: SqlChange[], because: string, likelihood: number): SqlReading => ({
      changes,
      because,
      likelihood,
    });
    if (word(index + 1) === 'null' && ['=', '<>', '!='].includes(text)) {
      yield reading(
        swap(index, text === '=' ? 'IS' : 'IS NOT'),
        'Nothing equals NULL; it is asked by IS.',
        0.9,
      );
    }
    if (text === 'is' && word(index + 2) === 'null' && word(index + 1) === 'not')
      yield reading(swap(index, 'IS NULL', index + 2), 'Those without a value are meant.', 0.3);
    if (text === 'is' && word(index + 1) === 'null')
      yield reading(swap(index, 'IS NOT NULL', index + 1), 'Those with a value are meant.', 0.3);
    if (text === 'join') {
      const before = word(index - 1);
      const from = ['inner', 'left', 'outer'].includes(before) ? index - (before === 'outer' ? 2 : 1) : index;
      if (before === 'left' || before === 'outer')
        yield reading(
          swap(from, 'JOIN', index),
          'Rows that have no partner must not come.',
          long ? 0.55 : 0.25,
        );
      else if (!['right', 'full', 'cross', 'natural'].includes(before))
        yield reading(
          swap(from, 'LEFT JOIN', index),
          'Rows that have no partner must come too.',
          short ? 0.8 : 0.35,
        );
    }
    if (text === 'desc')
      yield reading(swap(index, 'ASC'), 'The order is the other one.', reordered ? 0.75 : 0.3);
    if (text === 'asc')
      yield reading(swap(index, 'DESC'), 'The order is the other one.', reordered ? 0.75 : 0.3);
    const compared = COMPARED[token.text] ?? [];
    for (const [rank, operator] of word(index + 1) === 'null' ? [] : compared.entries()) {
      // The columns by which tables are joined are equal.
      const joins = token.text === '=' && tokens[index + 2]?.text === '.';
      if (!joins)
        yield reading(
          swap(index, operator),
          `"${token.text}" is meant to be "${operator}".`,
          WEIGHT[rank] ?? 0.1,
        );
    }
    if (token.text === '<>' || token.text === '!=') {
      yield reading(
        swap(index, 'IS DISTINCT FROM'),
        'What has no value is different too.',
        short ? 0.55 : 0.2,
      );
    }
    if (text === 'and' && !between(tokens, index))
      yield reading(swap(index, 'OR'), 'One of the conditions is enough.', short ? 0.35 : 0.16);
    if (text === 'or') yield reading(swap(index, 'AND'), 'Both conditions must hold.', long ? 0.4 : 0.2);
    if (text === 'union' && word(index + 1) !== 'all')
      yield reading(swap(index, 'UNION ALL'), 'Rows that are alike must all come.', 0.4);
    if (text === 'union' && word(index + 1) === 'all')
      yield reading(swap(index, 'UNION', index + 1), 'A row must come once.', 0.4);
    if (text === 'like')
      yield reading(swap(index, 'ILIKE'), 'Capitals must make no difference.', short ? 0.45 : 0.15);
    if (text === 'not' && word(index - 1) !== 'is' && word(index + 1) !== 'exists')
      yield reading(removed(tokens, index), 'The opposite is meant.', 0.2);
    if (text === 'select' && word(index + 1) !== 'distinct')
      yield reading(swap(index, `${token.text} DISTINCT`), 'A row must come once.', long ? 0.5 : 0.12);
    if (token.kind === 'parameter') {
      for (const other of tokens) {
        if (other.kind !== 'parameter' || other.start <= token.start || other.text === token.text) continue;
        const changes = [
          { start: token.start, end: token.end, text: other.text },
          { start: other.start, end: other.end, text: token.text },
        ];
        yield reading(changes, 'The values are the wrong way round.', 0.3);
      }
    }
    if (AGGREGATES.includes(text) && word(index + 1) === '(') {
      for (const other of AGGREGATES) {
        if (other !== text && !(word(index + 2) === '*'))
          yield reading(swap(index, other), `"${other}" is meant where "${text}" stands.`, 0.2);
      }
      yield* counted(tokens, index, schema, differences);
    }
  }
  yield* directions(tokens, reordered);
  yield* otherColumns(tokens, schema);
  yield* keptByJoin(sql, tokens, short);
}

/** `BETWEEN a AND b` */
function between(tokens: SqlToken[], index: number): boolean {
  return [2, 3, 4].some((back) => tokens[index - back]?.text.toLowerCase() === 'between');
}

function removed(tokens: SqlToken[], index: number): SqlChange[] {
  const [token, next] = [tokens[index], tokens[index + 1]];
  return token && next ? [{ start: token.start, end: next.start, text: '' }] : [];
}

/** Each item of ORDER BY that says no direction, the other way round. */
function* directions(tokens: SqlToken[], reordered: boolean): Generator<SqlReading> {
  const by = tokens.findLastIndex(
    ({ text }, index) => text.toLowerCase() === 'by' && tokens[index - 1]?.text.toLowerCase() === 'order',
  );
  if (by < 0) return;
  let depth = 0;
  for (let index = by + 1; index <= tokens.length; index++) {
    const text = tokens[index]?.text.toLowerCase() ?? '';
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    const ends =
      index === tokens.length || depth < 0 || (depth === 0 && [',', 'limit', 'offset', 'for'].includes(text));
    const last = tokens[index - 1];
    if (ends && last && !/^(asc|desc|first|last)$/i.test(last.text)) {
      yield {
        changes: [{ start: last.end, end: last.end, text: ' DESC' }],
        because: `"${last.text}" is ordered the other way round.`,
        likelihood: reordered ? 0.8 : 0.45,
      };
    }
    if (depth < 0 || ['limit', 'offset', 'for'].includes(text)) return;
  }
}

/** A condition on the table that is joined by LEFT JOIN drops the rows without a partner; it belongs to the join. */
function* keptByJoin(sql: string, tokens: SqlToken[], short: boolean): Generator<SqlReading> {
  const at = (word: string, from = 0) =>
    tokens.findIndex(({ text }, index) => index >= from && text.toLowerCase() === word);
  const where = at('where');
  if (at('left') < 0 || where < at('left')) return;
  const end = tokens.findIndex(
    ({ text }, index) => index > where && /^(group|order|having|limit|offset|for)$/i.test(text),
  );
  const [first, last] = [tokens[where + 1], tokens[end < 0 ? tokens.length - 1 : end - 1]];
  const head = tokens[where];
  if (!first || !last || !head) return;
  const condition = sql.slice(first.start, last.end);
  yield {
    changes: [{ start: head.start, end: head.end, text: 'AND' }],
    because: `"${condition}" drops the rows without a partner; it is a condition of the join.`,
    likelihood: short ? 0.7 : 0.2,
  };
}
