import { expect, it } from 'vitest';
import { isSameList } from './same-list.ts';

it.each([
  ['{"mix","bake 20 min"}', '["mix","bake 20 min"]', true],
  ['{"say \\"x\\"",NULL,5}', '["say \\"x\\"",null,5]', true],
  ['{"{\\"a\\":1}"}', '[{"a":1}]', true],
  ['{}', '[]', null],
  ['{}', '[1]', false],
  ['{"mix","bake"}', '["mix"]', false],
  ['{"mix"}', '{"steps":["mix"]}', null],
  ['{"mix"}', 'mix', null],
  ['[object Object]', '["mix"]', null],
  ['{"mix"}', null, null],
])('compares the array %s with the JSON %s', (array, json, isSame) => {
  expect(isSameList(array, json)).toBe(isSame);
});
