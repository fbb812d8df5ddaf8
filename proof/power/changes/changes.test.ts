import { describe, expect, it } from 'vitest';
import { readProgram } from '../reading.ts';
import { otherChanges } from './changes.ts';

const named = (before: string, now: string) =>
  otherChanges(readProgram('a.mjs', before), readProgram('a.mjs', now)).map(
    ({ what, where }) => `${what} (${where})`,
  );

const SAVE = `export async function save(order) {
  const fee = Math.ceil(order.total * 0.02);
  await audit(order.id, { by: order.user.id });
  return { id: order.id, fee, note: order.note.trim().slice(0, 140) };
}
`;
const FIXED = SAVE.replace('order.note.trim()', "(order.note ?? '').trim()");

describe('what a change does beside its fix', () => {
  it.each([
    ['a number', ['0.02', '0.2'], 'changes `order.total * 0.02` to `order.total * 0.2` (a.mjs:2)'],
    [
      'a function',
      ['Math.ceil', 'Math.floor'],
      'changes `Math.ceil(order.total * 0.02)` to `Math.floor(order.total * 0.02)` (a.mjs:2)',
    ],
    ['an option', ['{ by: order.user.id }', '{}'], 'leaves out `by: order.user.id` (a.mjs:3)'],
    [
      'a wait',
      ['await audit', 'audit'],
      'changes `await audit(order.id, { by: order.user.id });` to `audit(order.id, { by: order.user.id });` (a.mjs:3)',
    ],
    [
      'a part of the expression that is fixed',
      ['.slice(0, 140)', ''],
      "changes `order.note.trim().slice(0, 140)` to `(order.note ?? '').trim()` (a.mjs:4)",
    ],
  ] as [string, [string, string], string][])('is named: %s', (_, [from, to], expected) => {
    expect(named(SAVE, FIXED.replace(from, to)).join('; ')).toContain(expected);
  });

  it('is named with its order where two values changed places', () => {
    const sort = (by: string) => `export const best = (list) => list.sort((a, b) => ${by})[0];\n`;
    const fixed = sort('b.price - a.price').replace('list.sort', '(list ?? []).sort');
    expect(named(sort('a.price - b.price'), fixed)).toContain(
      'changes `a.price - b.price` to `b.price - a.price` (a.mjs:1)',
    );
  });

  it('is named where it is gone from one part of a call, and the fix adds to another', () => {
    const pay = (headers: string, more: string) =>
      `export const pay = (id) => fetch(URL, { method: 'POST', headers: { ${headers} }, ${more}body: id });\n`;
    expect(
      named(
        pay("accept: 'a', 'idempotency-key': id", ''),
        pay("accept: 'a'", 'signal: AbortSignal.timeout(5), '),
      ),
    ).toEqual(["leaves out `'idempotency-key': id` (a.mjs:1)"]);
  });

  it('is named where an existing condition allows more, though it stands beside the fix', () => {
    const cors = (host: string, more: string) => `export function cors(origin, reply) {
  const host = ${host};
  if (ALLOWED.has(host)${more}) reply.header('access-control-allow-origin', origin);
}
`;
    const guarded = "URL.canParse(origin) ? new URL(origin).host : ''";
    expect(
      named(cors('new URL(origin).host', ''), cors(guarded, " || host.endsWith('a.example')")),
    ).toHaveLength(1);
    const refusal = (more: string, get: string) => `export function show(order, reply) {
  const { id } = ${get};
  if (id < 0${more}) return reply.status(400);
}
`;
    expect(named(refusal('', 'order'), refusal(' || !isNumber(id)', 'order ?? {}'))).toEqual([]);
  });

  it('is named by the words of a statement that are gone', () => {
    const read = (sql: string, name: string) =>
      `export const read = async (pool) => (await pool.query('${sql}')).rows[0]${name};\n`;
    expect(
      named(
        read('SELECT name FROM items WHERE id = 1 ORDER BY at LIMIT 1', '.name'),
        read('SELECT name FROM items WHERE id = 1 LIMIT 1', '?.name'),
      ),
    ).toEqual([
      "leaves out `order by at` in `'SELECT name FROM items WHERE id = 1 ORDER BY at LIMIT 1'` (a.mjs:1)",
    ]);
  });
});

describe('a change that is the fix itself', () => {
  it.each([
    ['a guard', FIXED],
    [
      'a value that got a name',
      FIXED.replace('return {', 'const { id } = order;\n  return {').replace('id: order.id,', 'id,'),
    ],
    [
      'a catch around what was there',
      SAVE.replace(
        '  await audit(order.id, { by: order.user.id });',
        '  try {\n    await audit(order.id, { by: order.user.id });\n  } catch (error) {\n    log(error);\n  }',
      ),
    ],
    ['one number', SAVE.replace('0.02', '0.03')],
    ['another name of a parameter', SAVE.replaceAll('order', 'given')],
    ['nothing but comments and types', `// saves\n${SAVE}`],
  ])('is not named: %s', (_, now) => {
    expect(named(SAVE, now)).toEqual([]);
  });
});

it('takes a loop, and the longer wait in it, for one change', () => {
  const once = `export async function ask() {
  const answer = await load(3000);
  if (typeof answer !== 'number') throw new Error('no number');
  return answer;
}`;
  const again = `export async function ask() {
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await load(12_000);
    if (typeof answer === 'number') return answer;
  }
  throw new Error('no number');
}`;
  expect(named(once, again)).toEqual([]);
});

describe('a program that is written anew', () => {
  const lines = (name: string) =>
    Array.from({ length: 200 }, (_, index) => `export const ${name}${index} = (a) => a.${name} + ${index};`);

  it('has its first changes named one by one, and the others by their number', () => {
    const powers = named(lines('old').join('\n'), lines('other').join('\n'));
    expect(powers).toHaveLength(31);
    expect(powers.at(-1)).toMatch(/^changes \d+ further places/);
  });

  it('has two changes named that are far from each other', () => {
    const now = lines('f');
    [now[3], now[190]] = ['export const f3 = (a) => a.f - 3;', 'export const f190 = (a) => a.f - 190;'];
    expect(named(lines('f').join('\n'), now.join('\n'))).toHaveLength(2);
  });
});
