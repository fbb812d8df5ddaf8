import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { printedErrors } from './stack-frames.ts';

const FOLDER = '/srv/app';

/** An error whose stack lies in the service. */
function failing(line: number, message = 'boom', extra: object = {}, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.stack = `Error: ${message}\n    at load (${FOLDER}/src/load.ts:${line}:5)\n    at async route (file://${FOLDER}/src/route.ts:9:3)`;
  return Object.assign(error, extra);
}

const linesOf = (output: string) =>
  printedErrors(output, FOLDER).map(({ errorClass, message, frames }) => [
    errorClass,
    message,
    ...frames.map(({ path, line }) => `${path}:${line}`),
  ]);
const BOTH = ['src/load.ts:7', 'src/route.ts:9'];

describe('the frames of a printed error', () => {
  it.each([
    ['a stack', failing(7).stack],
    ['an error', inspect(failing(7))],
    ['an error with properties', inspect(failing(7, 'boom', { code: 'E1', detail: { a: 1 } }))],
    ['an error in an array', inspect([failing(7), 1])],
    ['an error behind a text', `cannot load ${inspect(failing(7))}`],
    [
      'an error with properties behind a text',
      `cannot load: ${inspect(failing(7, 'boom', { status: 503 }))}`,
    ],
    ['an error behind a time and a level', `2026-01-02T03:04:05Z [error] ${inspect(failing(7))}`],
    [
      'a line of pino',
      JSON.stringify({ level: 50, err: { type: 'Error', message: 'boom', stack: failing(7).stack } }),
    ],
    [
      'an error that NestJS prints in colours',
      `\u001b[31m[Nest] 14  - \u001b[38;5;3m[ExceptionsHandler] \u001b[39m${failing(7).stack?.replaceAll(`(${FOLDER}/`, `\u001b[90m(${FOLDER}/\u001b[39m`).replaceAll(':5)', ':5\u001b[90m)\u001b[39m')}`,
    ],
    ['a line of winston', JSON.stringify({ level: 'error', message: 'boom', stack: failing(7).stack })],
    [
      'a line of bunyan',
      JSON.stringify({ name: 'a', err: { name: 'Error', stack: failing(7).stack }, v: 0 }),
    ],
    ['a JSON line behind a prefix', `app | ${JSON.stringify({ stack: failing(7).stack })}`],
    ['JSON over several lines', JSON.stringify({ err: { stack: failing(7).stack } }, null, 2)],
    ['an object that holds the stack', inspect({ level: 'error', stack: failing(7).stack })],
    [
      'an object on one line',
      inspect({ stack: failing(7).stack }, { breakLength: Number.POSITIVE_INFINITY }),
    ],
  ])('are found in %s', (_, output) => {
    expect(linesOf(`listening\n${output}\nnext line`)).toEqual([
      ['Error', expect.stringContaining('boom'), ...BOTH],
    ]);
  });

  it('include those of the cause', () => {
    const outer = failing(7, 'outer', { code: 'E' }, { cause: failing(30, 'inner', { errno: 1 }) });
    const [first, second] = printedErrors(inspect(outer), FOLDER);
    expect(first).toMatchObject({ message: 'outer' });
    expect(first?.frames.map(({ line }) => line)).toEqual(expect.arrayContaining([7, 30]));
    expect(second).toMatchObject({ message: 'inner', errorClass: 'Error' });
  });

  it('include those of a cause that a logger wrote into the stack', () => {
    const stack = `${failing(7, 'outer').stack}\ncaused by: ${failing(30, 'inner').stack}`;
    const [first] = printedErrors(JSON.stringify({ err: { stack } }), FOLDER);
    expect(first?.frames.map(({ line }) => line)).toEqual([7, 9, 30, 9]);
  });

  it('include those of the errors that an aggregate holds', () => {
    const all = new AggregateError([failing(7, 'one'), failing(8, 'two', { code: 2 })], 'all failed');
    all.stack = `AggregateError: all failed\n    at node:internal/process/task_queues:95:5`;
    const [first, ...held] = printedErrors(inspect(all), FOLDER);
    expect(first).toMatchObject({ errorClass: 'AggregateError', message: 'all failed' });
    expect(first?.frames.map(({ line }) => line)).toEqual([7, 9, 8, 9]);
    expect(held.map(({ message }) => message)).toEqual(['one', 'two']);
  });

  it('are those of the source where the build wrote a map, and as printed where it leads to no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frames-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // The first place of the built file is that of the third line of its source.
    const map = (source: string) =>
      JSON.stringify({ version: 3, sources: [source], names: [], mappings: 'AAEA' });
    for (const name of ['src', 'dist']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'src/a.ts'), '');
    writeFileSync(join(folder, 'dist/a.js'), '//# sourceMappingURL=a.js.map\n');
    writeFileSync(join(folder, 'dist/a.js.map'), map('../src/a.ts'));
    writeFileSync(join(folder, 'dist/b.js'), '');
    writeFileSync(join(folder, 'dist/b.js.map'), map('../../../etc/passwd'));
    const output = `Error: no\n    at f (${folder}/dist/a.js:1:5)\n    at g (${folder}/dist/b.js:1:5)`;
    expect(printedErrors(output, folder)[0]?.frames).toMatchObject([
      { path: 'src/a.ts', line: 3, column: 1, symbol: 'f' },
      { path: 'dist/b.js', line: 1, column: 5 },
    ]);
  });

  it('are those of an error without a message too', () => {
    expect(linesOf(`RangeError\n    at f (${FOLDER}/a.js:1:2)`)).toEqual([['RangeError', '', 'a.js:1']]);
  });
});

it('finds the class of an assertion above a long difference, whose lines look like headers', () => {
  const difference = Array.from({ length: 40 }, (_, at) => `    name${at}: ${at},`).join('\n');
  const output = `AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:\n{\n${difference}\n}\n    at check (${FOLDER}/test/a.test.ts:4:3)`;
  const [error] = printedErrors(output, FOLDER);
  expect(error?.errorClass).toBe('AssertionError');
  expect(error?.message).toMatch(/^Expected values to be strictly deep-equal/);
  expect(error?.frames).toMatchObject([{ path: 'test/a.test.ts', line: 4 }]);
});
