import { beforeAll, describe, expect, it } from 'vitest';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const schema = [
  { table: 'rooms', columns: ['id', 'floor', 'beds', 'price', 'closed_on'] },
  { table: 'stays', columns: ['id', 'room_id', 'guest_id', 'nights'] },
];
const wrong = (message: string) => evidenceOf([{ message, status: 200 }], { schema });
const lines = (...list: string[]) => `${list.join('\n')}\n`;
const query = (sql: string) =>
  lines(
    'export async function list(pool) {',
    `  const { rows } = await pool.query(${JSON.stringify(sql)});`,
    '  return rows;',
    '}',
  );
const statement = (
  about: string,
  broken: string,
  fixed: string,
  message: string,
  within = 2,
): TemplateCase => ({
  template: 'sql-result',
  about,
  broken: query(broken),
  fixed: query(fixed),
  evidence: wrong(message),
  within,
});

const statements: TemplateCase[] = [
  statement(
    'that compares with NULL',
    'SELECT id FROM rooms WHERE closed_on <> NULL',
    'SELECT id FROM rooms WHERE closed_on IS NOT NULL',
    'answered [], expected [{"id":1}]',
  ),
  statement(
    'that drops rows without a partner',
    'SELECT r.id, count(s.id) FROM rooms r JOIN stays s ON s.room_id = r.id GROUP BY r.id',
    'SELECT r.id, count(s.id) FROM rooms r LEFT JOIN stays s ON s.room_id = r.id GROUP BY r.id',
    'answered [{"id":1}], expected [{"id":1},{"id":2}]',
  ),
  statement(
    'whose condition drops them after all',
    'SELECT r.id FROM rooms r LEFT JOIN stays s ON s.room_id = r.id WHERE s.nights > 3 ORDER BY r.id',
    'SELECT r.id FROM rooms r LEFT JOIN stays s ON s.room_id = r.id AND s.nights > 3 ORDER BY r.id',
    'answered [{"id":1}], expected [{"id":1},{"id":2}]',
  ),
  statement(
    'that orders the other way round',
    'SELECT id FROM rooms ORDER BY price LIMIT 3',
    'SELECT id FROM rooms ORDER BY price DESC LIMIT 3',
    'answered [{"id":1},{"id":2}], expected [{"id":2},{"id":1}]',
  ),
  statement(
    'that counts a person twice',
    'SELECT count(guest_id) FROM stays',
    'SELECT count(DISTINCT guest_id) FROM stays',
    'answered [{"count":3}], expected [{"count":2}]',
  ),
  statement(
    'that sums prices without their nights',
    'SELECT sum(r.price) FROM rooms r JOIN stays s ON s.room_id = r.id',
    'SELECT sum(r.price * s.nights) FROM rooms r JOIN stays s ON s.room_id = r.id',
    'answered [{"sum":3}], expected [{"sum":9}]',
    12,
  ),
  statement(
    'of nothing, whose sum is null',
    'SELECT sum(nights) AS nights FROM stays WHERE room_id = 9',
    'SELECT coalesce(sum(nights), 0) AS nights FROM stays WHERE room_id = 9',
    'answered [{"nights":null}], expected [{"nights":0}]',
  ),
  statement(
    'that leaves out what has no value',
    'SELECT id FROM rooms WHERE floor <> 3',
    'SELECT id FROM rooms WHERE floor IS DISTINCT FROM 3',
    'answered [{"id":1}], expected [{"id":1},{"id":2}]',
  ),
  statement(
    'whose bound is left out',
    'SELECT id FROM rooms WHERE beds > 2',
    'SELECT id FROM rooms WHERE beds >= 2',
    'answered [{"id":1}], expected [{"id":1},{"id":2}]',
  ),
];

const programs: TemplateCase[] = [
  {
    template: 'missing-await',
    about: 'a method whose type gives a promise',
    broken: lines(
      'interface Outbox { add(line: string): Promise<void>; size(): number }',
      'export async function post(outbox: Outbox, line: string) {',
      '  outbox.add(line);',
      '  return outbox.size();',
      '}',
    ),
    fixed: /await outbox\.add\(line\)/,
    evidence: wrong('answered 0, expected 1'),
  },
  {
    template: 'missing-await',
    about: 'a function that is waited for elsewhere',
    broken: lines(
      'export async function move(store, a, b) {',
      '  await store.write(a, 1);',
      '  store.write(b, 2);',
      '  return store.sum;',
      '}',
    ),
    fixed: /await store\.write\(b, 2\)/,
    evidence: wrong('answered 1, expected 3'),
  },
  {
    template: 'in-turn',
    about: 'what each item leaves for the next',
    broken: lines(
      'export async function drain(tank, taps) {',
      '  await Promise.all(taps.map(async (tap) => {',
      '    const left = await tank.level();',
      '    await tank.fill(left - tap.litres);',
      '  }));',
      '}',
    ),
    fixed: /for \(const tap of taps\) \{\n.*await tank\.level/,
    evidence: wrong('answered 9, expected 4'),
    within: 3,
  },
  {
    template: 'restore-finally',
    about: 'a flag that stays set when something is thrown',
    broken: lines(
      'export async function render(page) {',
      '  page.loading = true;',
      '  const text = await page.read();',
      '  page.loading = false;',
      '  return text;',
      '}',
    ),
    fixed:
      /try \{\n\s+const text = await page\.read\(\);\s+return text;\n\s+\} finally \{\n\s+page\.loading = false;/,
    evidence: wrong('answered true, expected false'),
    within: 4,
  },
  {
    template: 'rethrow',
    about: 'an error that is only noted',
    broken: lines(
      'export function parse(text) {',
      '  try {',
      '    return JSON.parse(text);',
      '  } catch (error) {',
      '    console.warn(error.message);',
      '  }',
      '}',
    ),
    fixed: /console\.warn\(error\.message\);\n\s+throw error;/,
    evidence: wrong('Missing expected exception.'),
  },
  {
    template: 'apply-helper',
    about: 'a value that is not escaped as the others are',
    broken: lines(
      "const quote = (text) => text.replaceAll('|', '!');",
      `export const row = (name, note) => [quote(name), \`\${note}|\`].join();`,
    ),
    fixed: /`\$\{quote\(note\)\}\|`/,
    evidence: wrong('answered "a,b|c|", expected "a,b!c|"'),
    within: 6,
  },
  {
    template: 'ensure-entry',
    about: 'a list that was never created',
    broken: lines(
      'export function seats(tickets) {',
      '  const rows = {};',
      '  for (const { row, seat } of tickets) rows[row].push(seat);',
      '  return rows;',
      '}',
    ).replace('tickets) rows[row].push(seat);', 'tickets) {\n    rows[row].push(seat);\n  }'),
    fixed: /rows\[row\] \?\?= \[\];\n\s+rows\[row\]\.push\(seat\);/,
    evidence: wrong("TypeError: Cannot read properties of undefined (reading 'push')"),
  },
  {
    template: 'order-cases',
    about: 'a case that takes what the next is for',
    broken: lines(
      'export function wind(speed) {',
      "  if (speed > 10) return 'breeze';",
      "  if (speed > 60) return 'gale';",
      "  return 'calm';",
      '}',
    ),
    fixed: /if \(speed > 60\) return 'gale';\n\s+if \(speed > 10\) return 'breeze';/,
    evidence: wrong('answered "breeze", expected "gale"'),
  },
  {
    template: 'initial-value',
    about: 'the largest of none',
    broken: lines(
      'export function oldest(people) {',
      '  return Math.max(...people.map(({ age }) => age));',
      '}',
    ),
    fixed: /Math\.max\(0, \.\.\.people/,
    evidence: wrong('answered -Infinity, expected 0'),
  },
  {
    template: 'convert-unit',
    about: 'seconds that are added to milliseconds',
    broken: lines(
      'export function endsAt(startMs, lengthSeconds) {',
      '  return startMs + lengthSeconds;',
      '}',
    ),
    fixed: /startMs \+ lengthSeconds \* 1000;/,
    evidence: wrong('answered 1030, expected 31000'),
  },
  {
    template: 'convert-unit',
    about: 'a share that is given in percent',
    broken: lines(
      'export function reduced(price, discountPercent) {',
      '  return price - price * discountPercent;',
      '}',
    ),
    fixed: /price \* \(discountPercent \/ 100\)/,
    evidence: wrong('answered -900, expected 90'),
    within: 4,
  },
  {
    template: 'split-once',
    about: 'a value in which the separator may be',
    broken: lines(
      'export function pair(text) {',
      "  const [key, value] = text.split('=');",
      '  return { key, value };',
      '}',
    ),
    fixed: /text\.split\(\/=\(\.\*\)\/s\)/,
    evidence: wrong('answered {"key":"a","value":"b"}, expected {"key":"a","value":"b=c"}'),
    within: 4,
  },
  {
    template: 'split-once',
    about: 'parts that are empty',
    broken: lines('export function tags(text) {', "  return text.split(',').map((tag) => tag.trim());", '}'),
    fixed: /split\(','\)\.filter\(\(part\) => part\.trim\(\) !== ''\)/,
    evidence: wrong('answered ["a","","b"], expected ["a","b"]'),
  },
  {
    template: 'copy-value',
    about: 'an object that is assigned to',
    broken: lines(
      'const BASE = { size: 1 };',
      'export function sized(given) {',
      '  return Object.assign(BASE, given);',
      '}',
    ),
    fixed: /Object\.assign\(\{\}, BASE, given\)/,
    evidence: wrong('answered {"size":7}, expected {"size":1}'),
  },
  {
    template: 'copy-value',
    about: 'an object that is changed by another name',
    broken: lines(
      'export function marked(seats, row) {',
      '  const next = seats;',
      "  next[row] = 'taken';",
      '  return next;',
      '}',
    ),
    fixed: /const next = \{ \.\.\.seats \}/,
    evidence: wrong('answered {"a":"taken"}, expected {"a":"free"}'),
    within: 8,
  },
  {
    template: 'initial-value',
    about: 'a peak that may lie below zero',
    broken: lines(
      'export function peak(depths) {',
      '  let top = 0;',
      '  for (const depth of depths) {',
      '    if (depth > top) top = depth;',
      '  }',
      '  return top;',
      '}',
    ),
    fixed: /let top = -Infinity/,
    evidence: wrong('answered 0, expected -3'),
  },
  {
    template: 'loop-form',
    about: 'a window that is not to overlap the next',
    broken: lines(
      'export function windows(list, width) {',
      '  const out = [];',
      '  for (let at = 0; at < list.length; at++) out.push(list.slice(at, at + width));',
      '  return out;',
      '}',
    ),
    fixed: /at \+= width\)/,
    evidence: wrong('answered [[1,2],[2]], expected [[1,2]]'),
    within: 2,
  },
  {
    template: 'wrap-value',
    about: 'a share of nothing',
    broken: lines('export function share(part, whole) {', '  return { share: part / whole };', '}'),
    fixed: /\(whole === 0 \? 0 : part \/ whole\)/,
    evidence: wrong('answered {"share":null}, expected {"share":0}'),
    within: 3,
  },
  {
    template: 'shift-constant',
    about: 'the end of a text',
    broken: lines('export function suffix(code) {', '  return code.slice(3);', '}'),
    fixed: /code\.slice\(-3\)/,
    evidence: wrong('answered "12345", expected "345"'),
    within: 4,
  },
];

describe('a fault of another family', () => {
  it.each([...statements, ...programs])('$template: $about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});
