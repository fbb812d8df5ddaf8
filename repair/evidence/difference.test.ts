import { expect, it } from 'vitest';
import { evidenceOf } from '../testing.ts';
import { differencesOf } from './difference.ts';

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
])('%s', (message, differences) => {
  expect([...differencesOf(evidenceOf([{ message }]).failures)]).toEqual(differences);
});
