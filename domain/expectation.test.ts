import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productionValues, readBody, unmet } from './expectation.ts';
import type { ServiceDefinition } from './service-definition.ts';

const answer = (body: unknown, status = 200) => ({ status, body });

describe('an answer', () => {
  it('is met by its status where no body is expected', () => {
    expect(unmet({ status: 204 }, answer('anything', 204), {})).toBeNull();
    expect(unmet({ status: 200 }, answer({}, 500), {})).toBe('answered 500 instead of 200');
  });

  it.each([
    [{ ok: true }, { ok: true }],
    [
      { a: 1, b: [2, { c: null }] },
      { b: [2, { c: null }], a: 1 },
    ],
    [[], []],
    ['text', 'text'],
    [null, null],
  ])('that is %j is met by %j', (expected, given) => {
    expect(unmet({ status: 200, body: expected }, answer(given), {})).toBeNull();
  });

  it.each([
    [{ ok: true }, { ok: 'true' }],
    [{ ok: true }, { ok: true, more: 1 }],
    [
      { ok: true, more: undefined },
      { ok: true, other: undefined },
    ],
    [{ a: 1 }, null],
    [{ 0: 1 }, [1]],
    [
      [1, 2],
      [2, 1],
    ],
    [42, '42'],
    [null, undefined],
    [0, false],
    [{ toString: 1 }, {}],
  ])('that is %j is not met by %j', (expected, given) => {
    expect(unmet({ status: 200, body: expected }, answer(given), {})).toMatch(/^answered .* instead of /);
  });

  it('is met by itself and by nothing else, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        fc.pre(!JSON.stringify(one).includes('"$'));
        const text = (value: unknown) => JSON.stringify(sorted(value));
        // Written as JSON, a negative zero is 0.
        const [expected, given] = [one, other].map((value) => JSON.parse(JSON.stringify(value)));
        expect(unmet({ status: 200, body: expected }, answer(structuredClone(expected)), {})).toBeNull();
        expect(unmet({ status: 200, body: expected }, answer(given), {}) === null).toBe(
          text(expected) === text(given),
        );
      }),
    );
  });

  it('stands for another value in each run', () => {
    const expected = { status: 200, body: { value: '$value', list: ['$other', '$unknown'] } };
    const values = { value: 7_001, other: 3 };
    expect(unmet(expected, answer({ value: 7_001, list: [3, '$unknown'] }), values)).toBeNull();
    expect(unmet(expected, answer({ value: 42, list: [3, '$unknown'] }), values)).toBe(
      'answered {"value":42,"list":[3,"$unknown"]} instead of {"value":7001,"list":[3,"$unknown"]}',
    );
  });

  it('keeps a string that names no value, such as a name that every object has', () => {
    const expected = { status: 200, body: ['$constructor', '$toString', '$', '$$value'] };
    expect(unmet(expected, answer(['$constructor', '$toString', '$', '$$value']), { value: 1 })).toBeNull();
  });

  it('is met by JSON that was written differently', () => {
    const expected = { status: 200, body: { total: 0, list: [1.5, 'ü'] } };
    expect(unmet(expected, answer(readBody('{"list": [15e-1, "\\u00fc"], "total": -0}')), {})).toBeNull();
  });

  it('that is not JSON counts as its text', () => {
    expect(unmet({ status: 200, body: 'OK' }, answer(readBody('OK')), {})).toBeNull();
    expect(unmet({ status: 200, body: '' }, answer(readBody('')), {})).toBeNull();
    expect(unmet({ status: 200, body: null }, answer(readBody('')), {})).toBe('answered "" instead of null');
    expect(unmet({ status: 200, body: { ok: true } }, answer(readBody('<p>ok</p>')), {})).toBe(
      'answered "<p>ok</p>" instead of {"ok":true}',
    );
  });

  it('that is long is cut short in the sentence', () => {
    const sentence = unmet({ status: 200, body: 'x'.repeat(5_000) }, answer('y'.repeat(5_000)), {});
    expect(sentence?.length).toBeLessThan(850);
  });
});

it('has in production what the definition says', () => {
  const vary = { value: { upstream: 'api', variable: 'V', production: 42, range: [1, 9] } };
  expect(productionValues({ vary } as unknown as ServiceDefinition)).toEqual({ value: 42 });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, item]) => [name, sorted(item)]).concat([['', 'object']]);
}
