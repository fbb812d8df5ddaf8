import { expect, it } from 'vitest';
import { parseSource, type Source } from '../syntax/source.ts';
import { hides } from './safety.ts';

const source = (content: string) => parseSource({ path: 'module.ts', content }) as Source;
const asking = (rest: string) => `export async function book(base, client) {
  const response = await fetch(base);
  if (!response.ok) throw new Error('no');
  const body = await response.json();
  await client.query('INSERT INTO slots VALUES (1)');
  ${rest}
}
`;
const booked = "if (!body.accepted) throw new Error('rejected');\n  return { booked: true };";

it.each([
  [
    'it no longer asks the upstream',
    booked,
    (text: string) => text.replace('await fetch(base)', '{ ok: true }'),
  ],
  ['it no longer asks the database', booked, (text: string) => text.replace(/await client.*/, '')],
  ['it throws less', booked, (text: string) => text.replace(/if \(!body.*/, '')],
  ['it throws less', booked, (text: string) => text.replace('if (!body', 'return { booked: true };\n  $&')],
  [
    'it no longer asks the database',
    booked,
    (text: string) => text.replace('await client', 'return null;\n  $&'),
  ],
  ['it swallows an error', booked, (text: string) => text.replace(/await client.*/, 'try { $& } catch {}')],
  [
    'it no longer uses the response of the upstream',
    booked,
    (text: string) => text.replace('!body.accepted', 'body.accepted'),
  ],
  [
    'it no longer uses the response of the upstream',
    booked,
    (text: string) => text.replace('!body.accepted', 'body && !body.accepted'),
  ],
  [
    'it no longer uses the response of the upstream',
    "const { accepted } = body;\n  if (accepted) return { booked: true };\n  throw new Error('rejected');",
    (text: string) => text.replace('if (accepted)', 'if (!accepted)'),
  ],
])('%s', (why, rest, change) => {
  const before = asking(rest);
  expect(change(before)).not.toBe(before);
  expect(hides(source(before), source(change(before)))).toBe(why);
});

it.each([
  [
    'a member that is called differently',
    booked,
    (text: string) => text.replace('body.accepted', 'body.is_accepted'),
  ],
  [
    'another check, where the answer is used',
    "if (body.price > 0) throw new Error('wrong');\n  return { price: body.price };",
    (text: string) => text.replace('body.price > 0', 'body.price <= 0'),
  ],
  [
    'an error that is told',
    booked,
    (text: string) => text.replace(/await client.*/, 'try { $& } catch (error) { throw error; }'),
  ],
  [
    'more time and further tries',
    booked,
    (text: string) => text.replace('fetch(base)', 'fetch(base, { signal: AbortSignal.timeout(9) })'),
  ],
])('%s hides nothing', (_, rest, change) => {
  const before = asking(rest);
  expect(change(before)).not.toBe(before);
  expect(hides(source(before), source(change(before)))).toBeNull();
});
