import { describe, expect, it } from 'vitest';
import { failuresOf } from './failures.ts';
import type { RunResult } from './runs.ts';
import { traceIn, wordsOfPage } from './trace-in-answer.ts';

const STACK = [
  "TypeError: Cannot read properties of undefined (reading 'trim')",
  '    at file:///work/tree/src/api/emojis.js:6:31',
  '    at Layer.handleRequest (/work/tree/node_modules/router/lib/layer.js:152:17)',
].join('\n');
const PAGE = `<html><body><pre>${STACK.replaceAll("'", '&#39;').replaceAll('\n', '<br>').replaceAll('    at', ' &nbsp; &nbsp;at')}</pre></body></html>`;

const frames = (trace: string | undefined) => {
  const run: RunResult = {
    ...{ passed: false, group: 0, startedAt: 0, endedAt: 1, status: 500, reason: null, output: '', trace },
    message: "500 instead of 200: Cannot read properties of undefined (reading 'trim')",
  };
  const sources = { outputs: ['GET / 500'], sightings: [], folder: '/work/tree', allowedFiles: [] };
  return failuresOf([run], sources)[0];
};

describe('the stack that an answer carries', () => {
  it.each([
    ['a field', { message: 'trim', stack: STACK }],
    ['a field of the error', { error: { message: 'trim', stack: STACK } }],
    ['a list of lines', { stack: STACK.split('\n') }],
    ['an error of Apollo', { data: null, errors: [{ extensions: { stacktrace: STACK.split('\n') } }] }],
    ['an error of tRPC', [{ error: { json: { data: { stack: STACK } } } }]],
    ['a page of Express', PAGE],
  ])('names the file that failed: %s', (_, body) => {
    expect(frames(traceIn(body))).toMatchObject({
      errorClass: 'TypeError',
      frames: [{ path: 'src/api/emojis.js', line: 6 }],
    });
  });

  it.each([
    ['text', 'see you at 12:30'],
    ['a stack that is hidden', { stack: '🥞' }],
    ['null', null],
    ['a list', [1]],
  ])('is not found where the answer is only %s', (_, body) => {
    expect(traceIn(body)).toBeUndefined();
  });
});

it.each([
  [
    'the error page of Express',
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Error</title>\n</head>\n<body>\n<pre>error: invalid input syntax for type bigint: &quot;abc&quot;<br> &nbsp; &nbsp;at Parser.parse (/x/parser.js:287:98)</pre>\n</body>`,
    'error: invalid input syntax for type bigint: "abc"',
  ],
  ['a page of a proxy', '<html><h1>Bad Gateway</h1>\n<p>try again</p></html>', 'Bad Gateway try again'],
  ['a page without words', '<html></html>', '<html></html>'],
  ['a text', 'a < b, and <b> is a tag', 'a < b, and <b> is a tag'],
])('the words of %s are what a reader sees', (_, page, words) => {
  expect(wordsOfPage(page)).toBe(words);
});
