import { beforeAll, describe, expect, it } from 'vitest';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const request = { method: 'GET', path: '/users/%20', headers: {} };
const thrown = (message: string) =>
  evidenceOf(
    [
      {
        message: 'answered 500: Internal Server Error',
        status: 500,
        output: `Error: ${message}\n    at find (src/users.ts:3:9)\n`,
      },
    ],
    { request },
  );
const given = (about: string, broken: string, message: string, fixed: RegExp): TemplateCase => ({
  ...{ template: 'throw-with-status', about, path: 'src/users.ts', broken, fixed, evidence: thrown(message) },
});

const repository = (thrown: string, more = '') => `export class Users {
  find(id: string) {
    if (id.trim() === '') ${thrown}
    return this.#table.get(id);
  }
  #table = new Map<string, User>();
}
${more}`;
const HANDLER = 'export const answer = (error, ctx) => ctx.throw(error.status || 500, error.message);\n';

const cases = [
  given(
    'bad input',
    repository("throw new Error('Invalid id: it must not be empty.');"),
    'Invalid id: it must not be empty.',
    /throw Object\.assign\(new Error\('Invalid id: it must not be empty\.'\), \{ statusCode: 400 \}\);/,
  ),
  given(
    'bad input, where errors have a status under another name',
    repository("throw new Error('Invalid id: it must not be empty.');", HANDLER),
    'Invalid id: it must not be empty.',
    /\{ status: 400 \}\);/,
  ),
  given(
    'what does not exist',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    repository('throw new TypeError(`user ${id} does not exist`);'),
    'user 7 does not exist',
    /\{ statusCode: 404 \}\);/,
  ),
  given(
    'what exists already',
    repository("throw new RangeError('The name is already taken');"),
    'The name is already taken',
    /\{ statusCode: 409 \}\);/,
  ),
];

describe('an error that the service throws itself', () => {
  it.each(cases)('carries the status of the refusal: $about', (one) => {
    const { rank, before, own } = runCase(one, parser);
    expect(rank, [...before, '--', ...own].join('\n')).toBe(1);
  });

  it('is found by its words where the framework made it anew elsewhere', () => {
    const [first] = cases as [TemplateCase];
    const far = `${first.broken}${'\n'.repeat(9)}export function answer(error, ctx) {\n  ctx.throw(500, error.message);\n}\n`;
    const line = far.split('\n').findIndex((text) => text.includes('ctx.throw')) + 1;
    const output = `InternalServerError: Invalid id: it must not be empty.\n    at answer (src/users.ts:${line}:7)\n`;
    const evidence = evidenceOf([{ message: 'answered 500: Internal Server Error', status: 500, output }], {
      request,
    });
    const { rank, before } = runCase({ ...first, broken: far, evidence }, parser);
    expect(rank, before.join('\n')).toBeLessThanOrEqual(3);
  });

  it('stays as it is where another was thrown, or no request failed', () => {
    const [first] = cases as [TemplateCase];
    expect(runCase({ ...first, evidence: thrown('The table is gone') }, parser).own).toEqual([]);
    const alone = evidenceOf([
      { message: 'exited with 1', output: 'Error: Invalid id: it must not be empty.' },
    ]);
    expect(runCase({ ...first, evidence: alone }, parser).own).toEqual([]);
  });
});
