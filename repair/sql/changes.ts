import type { Evidence } from '../../domain/evidence.ts';
import { textDistance } from '../text-distance.ts';
import type { Costed, SqlChange } from './change.ts';
import { SQL_KEYWORDS, type SqlToken } from './tokens.ts';
import { wholeChanges } from './whole-changes.ts';

/** What a statement may have lost, and how unlikely that is. */
const LOST = costs(
  "*:.6 ):.5 by:.5 from:.55 into:.55 ,:.6 (:.6 set:.6 values:.6 where:.65 on:.7 and:.7 then:.7 end:.7 select:.7 ':.7",
  '1:.8 =:.8 to:.8 table:.8 as:.9 in:.9 join:.9 is:.9 null:1',
);
/** What is written where the other is meant. */
const MISTAKEN = costs(
  'where>on:.7 on>where:.7 having>where:.7 where>having:.8 and>,:.7 ,>and:.8 into>from:.8',
);
/** What may be lost besides something else that is wrong at the same place. */
const ALSO_LOST = new Set([')', '*', '1', ',', 'from', "'"]);

/** Tokens that are as often too many as they carry a meaning, by what their loss costs. */
const REMOVAL: Record<SqlToken['kind'], number> = {
  keyword: 1,
  symbol: 0.45,
  name: 1.8,
  string: 2,
  number: 1.6,
  parameter: 4,
};

/** Changes of one thing near the token that the parser stumbled over. */
export function* singleChanges(
  sql: string,
  tokens: SqlToken[],
  wrong: number,
  schema: Evidence['schema'],
): Generator<Costed> {
  for (const [index, token] of tokens.entries()) {
    const distance = Math.abs(index - wrong);
    if (token.kind === 'name') yield* respelled(token, distance);
    if (distance > 3) continue;
    const far = distance * 0.1;
    // With the blank before it, so that nothing but one blank is left.
    const start = index > 0 ? (tokens[index - 1]?.end ?? 0) : 0;
    const dangling = token.kind === 'keyword' && index === tokens.length - 1 ? 0.4 : 0;
    yield { start, end: token.end, text: '', cost: REMOVAL[token.kind] - dangling + far };
    for (const [mistake, cost] of MISTAKEN) {
      const [written, meant] = mistake.split('>');
      if (token.text.toLowerCase() !== written || !meant) continue;
      const text = token.kind === 'symbol' ? ` ${meant}` : inCaseOf(token, meant);
      yield { start: token.start, end: token.end, text, cost: cost + far };
    }
    for (let last = index + 1; last < Math.min(tokens.length, index + 4); last++) {
      const run = tokens.slice(index, last + 1);
      const cost = run.reduce((sum, each) => sum + REMOVAL[each.kind] * 0.7, 0.3);
      if (token.kind === 'keyword' || token.kind === 'symbol') {
        yield { start, end: run.at(-1)?.end ?? 0, text: '', cost: cost + far };
      }
    }
    const next = tokens[index + 1];
    if (next) {
      const between = sql.slice(token.end, next.start);
      yield { start: token.start, end: next.end, text: next.text + between + token.text, cost: 1.1 + far };
    }
  }
  yield* wholeChanges(sql, tokens, schema);
  const tables = schema.map(({ table }): [string, number] => [table, 1.1]);
  const lost = sql.split("'").length % 2 ? LOST.filter(([text]) => text !== "'") : LOST;
  for (let gap = Math.max(0, wrong - 3); gap <= Math.min(tokens.length, wrong + 3); gap++) {
    const before = tokens[gap - 1];
    const offset = before ? before.end : 0;
    const far = Math.abs(gap - wrong) * 0.08;
    for (const [word, cost] of [...lost, ...tables]) {
      const text = spaced(word, before, sql.slice(offset));
      yield { start: offset, end: offset, text, cost: cost + far };
    }
  }
}

function* respelled(token: SqlToken, distance: number): Generator<Costed> {
  for (const keyword of SQL_KEYWORDS) {
    const typos = textDistance(token.text.toLowerCase(), keyword);
    if (typos > 2 || typos >= keyword.length - 1) continue;
    yield {
      start: token.start,
      end: token.end,
      text: inCaseOf(token, keyword),
      cost: 0.25 + typos * 0.2 + distance * 0.03,
    };
  }
}

function spaced(lost: string, before: SqlToken | undefined, rest: string): string {
  if (lost === ',' || lost === ')' || lost === "'") return lost;
  const word = before && SQL_KEYWORDS.has(lost) ? inCaseOf(before, lost) : lost;
  return `${before && before.text !== '(' ? ' ' : ''}${word}${/^[\s)]|^$/.test(rest) ? '' : ' '}`;
}

function inCaseOf(token: SqlToken, keyword: string): string {
  return /[A-Z]/.test(token.text) && token.text === token.text.toUpperCase()
    ? keyword.toUpperCase()
    : keyword;
}

/** `a:.5 b:1` as pairs. */
function costs(...lists: string[]): [string, number][] {
  return lists
    .join(' ')
    .split(' ')
    .map((entry) => [
      entry.slice(0, entry.lastIndexOf(':')),
      Number(entry.slice(entry.lastIndexOf(':') + 1)),
    ]);
}

/** The likeliest two changes near each other, of which one is something that is often lost besides. */
export function pairs(singles: Costed[]): [Costed, Costed][] {
  const isInsertion = ({ start, end }: Costed) => start === end;
  const also = singles.filter(
    (change) => isInsertion(change) && ALSO_LOST.has(change.text.trim().toLowerCase()),
  );
  const likeliest = (firsts: Costed[]) =>
    firsts
      .flatMap((first) => also.map((second): [Costed, Costed] => [first, second]))
      .filter(
        ([first, second]) => second !== first && !(second.start > first.start && second.start < first.end),
      )
      .sort((one, other) => pairCost(one) - pairCost(other))
      .slice(0, 250);
  return [
    ...likeliest(singles.filter((change) => !isInsertion(change))),
    ...likeliest(singles.filter(isInsertion)),
  ];
}

/** What both changes cost together: parentheses are lost in pairs. */
export function pairCost([first, second]: [Costed, Costed]): number {
  const [one, other] = first.start <= second.start ? [first, second] : [second, first];
  const around = one.text.trim() === '(' && other.text.trim() === ')' && one.start < other.start;
  return (first.cost + second.cost) * 1.05 - (around ? 0.5 : 0);
}

export function applyChanges(sql: string, changes: readonly SqlChange[]): string {
  let text = sql;
  for (const change of changes.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    text = text.slice(0, change.start) + change.text + text.slice(change.end);
  }
  return text;
}
