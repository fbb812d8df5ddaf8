import { expect, it } from 'vitest';
import { bodyText } from './body-text.ts';

const json = { 'content-type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

it.each([
  ['an object as JSON', { headers: json, body: { seats: 2 } }, '{"seats":2}'],
  ['a form as its text', { headers: form, body: 'a=1&b=2' }, 'a=1&b=2'],
  ['JSON that cannot be read as its text', { headers: json, body: '{"for": yes}' }, '{"for": yes}'],
  ['a text that holds JSON as JSON', { headers: json, body: '{"a":1}' }, '"{\\"a\\":1}"'],
  ['a text without a type as JSON', { headers: {}, body: 'plain' }, '"plain"'],
  ['nothing where there is no body', { headers: json }, undefined],
])('sends %s', (_, request, text) => {
  expect(bodyText(request)).toBe(text);
});
