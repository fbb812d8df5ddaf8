import { expect, it } from 'vitest';
import { answersForAnError, statusThrownAt, throwsAt } from './thrown-on-purpose.ts';

/** Whether the code throws at the place that `^` marks in the line below. */
function judged(text: string, errorClass: string | null = null): boolean {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^\s*\^$/.test(line));
  const column = (lines[at] ?? '').indexOf('^') + 1;
  lines.splice(at, 1);
  return throwsAt('service.ts', lines.join('\n'), { line: at, column, errorClass });
}

it.each([
  ['a new error', "if (!found) throw new Error('unknown');\n                  ^"],
  ['an error of the service', 'throw new errors.NotFound(id);\n      ^'],
  ['an error that a function makes', 'throw createError(404);\n      ^'],
  ['either of two errors', 'throw late ? new Late() : new Failed();\n                          ^'],
  ["an error that goes to Express's next", 'next(new AppError(404));\n     ^'],
  ['a promise that is rejected', 'return Promise.reject(new Error());\n                      ^'],
  ["Koa's throw", 'ctx.throw(404);\n    ^'],
  ['an error over several lines', 'throw new AppError(\n      ^\n  404,\n);'],
])('finds %s', (_, text) => {
  expect(judged(text)).toBe(true);
});

it.each([
  ['a mistake before a throw in the same line', "if (user.name === '') throw new Error();\n        ^"],
  ['a word in a comment', 'call(); // throw new Error()\n^'],
  ['a word in a text', "const text = 'throw new Error()';\n              ^"],
  ['an error that is only caught', 'try { work(); } catch (error) { throw error; }\n      ^'],
])('does not take %s for one', (_, text) => {
  expect(judged(text)).toBe(false);
});

it('does not take a mistake inside of a throw for one', () => {
  expect(judged('throw new Error(user.name.first);\n      ^', 'TypeError')).toBe(false);
});

it('knows a handler of errors that gives an invalid status', () => {
  const error = (message: string) => ({ class: 'Error', message, stack: null, handled: true });
  const bad = error('Called reply with an invalid status code: undefined');
  expect(answersForAnError({ errors: [error('body/plan must be a text'), bad] })).toBe(true);
  expect(answersForAnError({ errors: [bad] })).toBe(false);
  expect(answersForAnError({ errors: [error('one'), error('two')] })).toBe(false);
  expect(answersForAnError(null)).toBe(false);
});

it.each([
  ['throw new AppError(422, "limit_exceeded", "at most 5");', 422],
  ['throw createError(404);', 404],
  ['throw new Failed("no price");', null],
  ['throw new Failed(500);', null],
  ['throw new Between(400, 499);', null],
])('reads the status of %s: %s', (text, status) => {
  expect(statusThrownAt('service.ts', text, { line: 1, column: 7, errorClass: null })).toBe(status);
});
