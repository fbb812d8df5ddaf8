import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../testing.ts';
import { differencesOf, differingKeys } from './difference.ts';

it.each([
  ['answered 3, expected 4', ['off_by_one']],
  ['answered {"total":3}, expected {"total":4}', ['off_by_one']],
  ['answered {"a":{"b":[1,5]}}, expected {"a":{"b":[1,4]}}', ['off_by_one']],
  ['answered [1,2], expected [1,2,3]', ['too_short']],
  ['answered {"list":[1,2,3]}, expected {"list":[1,2]}', ['too_long']],
  ['answered {"list":[]}, expected {"list":[1,2]}', ['empty']],
  ['answered [3,1,2], expected [1,2,3]', ['other_order']],
  ['answered {"free":true,"left":2}, expected {"free":false,"left":2}', ['negated']],
  ['answered {"lines":{}}, expected {"lines":[1]}', []],
  ['answered {}, expected {"days":3}', ['undefined']],
  ['answered {"cents":"12"}, expected {"cents":12}', ['other_type']],
  ['answered {"cents":-12}, expected {"cents":12}', ['opposite_sign']],
  ['answered {"mean":2.5}, expected {"mean":2}', ['fraction']],
  ['expected 3 to be 4', ['off_by_one']],
  ['expected NaN to equal 4', ['nan']],
  ['Expected: "abc"\n  Received: "ab"', ['too_short']],
  ['2 !== 3', ['off_by_one']],
  ['the carrier answered 503', []],
  ['answered {"rate":null}, expected {"rate":0}', ['null', 'other_type']],
  ['Missing expected exception (RangeError).', ['not_thrown']],
  ['Missing expected rejection.', ['not_thrown']],
])('%s', (message, differences) => {
  expect([...differencesOf(evidenceOf([{ message }]).failures)]).toEqual(differences);
});

describe('what an assertion of Node prints of itself', () => {
  const printed = (actual: string, expected: string) => ({
    message: 'Expected values to be strictly deep-equal',
    output: `AssertionError [ERR_ASSERTION]: Expected values\n  code: 'ERR_ASSERTION',\n  actual: ${actual},\n  expected: ${expected},\n  operator: 'deepStrictEqual'\n}`,
  });

  it.each([
    [
      "{ name: 'a: 1, b', list: [ 1, 2 ] }",
      "{ name: 'a: 1, b', list: [ 1 ] }",
      ['too_long'],
      ['list'],
      ['name'],
    ],
    [
      '{\n    name: "it\'s",\n    rows: [\n      { at: 1 }\n    ]\n  }',
      '{\n    name: "it\'s",\n    rows: [\n      { at: 2 }\n    ]\n  }',
      ['off_by_one'],
      ['rows', 'at'],
      ['name'],
    ],
    ["Map(1) { 'x-1' => 3 }", "Map(1) { 'x-1' => -3 }", ['opposite_sign'], ['x-1'], []],
    ['{ sum: NaN, of: undefined }', '{ sum: 4, of: undefined }', ['nan'], ['sum'], ['of']],
    ['[ 1, 2, 3 ]', '[ 3, 2, 1 ]', ['other_order'], [], []],
  ])('%s instead of %s', (actual, expected, differences, wrong, right) => {
    const { failures } = evidenceOf([printed(actual, expected)]);
    expect([...differencesOf(failures)]).toEqual(differences);
    const keys = differingKeys(failures);
    expect([[...keys.wrong], [...keys.right]]).toEqual([wrong, right]);
  });
});
