import type { Node, Program } from 'oxc-parser';
import type { RecordedRequest } from '../../domain/recording.ts';
import { parseModule } from '../screen/parse-module.ts';
import { type Ask, findAsks } from './find-asks.ts';

/** A test file that asks one request, made after an existing one. */
export interface DerivedTest {
  /** Of the test, as its runner prints it. */
  name: string;
  content: string;
}

/** Statements behind the request that let the runner end. */
const CLOSES = /\.(?:close|end|destroy|stop|quit|disconnect)\(/;
/** Calls that register tests, with what may stand behind them: `it.each`, `test.skip`. */
const REGISTERS = /^(?:test|it|specify|describe|suite|context)(?:\.\w+)*$/;

/**
 * A test that a request does not fail, as a test file of the service asks its own: the same imports, hooks and way to ask, without the
 * tests of that file. Headers of the request are left out but for the type of its body, since nothing shows what they open.
 * @returns null where the file does not show how the service is asked, or the body is no JSON
 */
export function deriveTest(path: string, text: string, request: RecordedRequest): DerivedTest | null {
  const program = parseModule(path, text);
  if (!program) return null;
  if (request.body !== undefined && (typeof request.body !== 'object' || request.body === null)) return null;
  const quoted = (value: string) => quote(value, text);
  const [route = ''] = request.path.split('?');
  const name = `answers ${request.method} ${route.slice(0, 100)} without a failure`;
  const asks = findAsks(program, text);
  const ask = asks.find((one) => one.path?.split('/')[1] === route.split('/')[1]) ?? asks[0];
  if (!ask) return null;
  const body = testBody(ask, text, { request, quoted, name });
  if (body === null) return null;
  const written = `${ask.callee}(${quoted(name)}, async (${ask.parameters}) => {\n${body}\n});`;
  return { name, content: `${withoutUnused(program, render(program, ask, text, written), text)}\n` };
}

/** The statements of the new test, indented once; null where one that is kept needs a callback. */
function testBody(
  { statements, at, base, style }: Ask,
  text: string,
  { request, quoted, name }: { request: RecordedRequest; quoted(value: string): string; name: string },
): string | null {
  const { method, path, body } = request;
  const json = body === undefined ? null : JSON.stringify(body);
  const init = [
    `method: ${quoted(method)}`,
    ...(json ? [`headers: { 'content-type': 'application/json' }`, `body: JSON.stringify(${json})`] : []),
  ].join(', ');
  const asked = {
    supertest: `${base}.${method.toLowerCase()}(${quoted(path)})${json ? `.send(${json})` : ''}`,
    inject: `${base}.inject({ method: ${quoted(method)}, url: ${quoted(path)}${json ? `, payload: ${json}` : ''} })`,
    request: `${base}.request(${quoted(path)}, { ${init} })`,
    fetch: `fetch(${base} + ${quoted(path)}, { ${init} })`,
  }[style];
  const status = style === 'inject' ? 'response.statusCode' : 'response.status';
  const keep = (node: Node) => shifted(node, text, '  ');
  const before = statements.slice(0, at).map(keep);
  const after = statements.slice(at + 1).map(keep);
  const lines = [
    ...before,
    `  const response = await ${asked};`,
    ...after.filter((line) => CLOSES.test(line)),
    `  ${judged(status, text, quoted(`${name.replace(/^answers | without a failure$/g, '')} answered `))}`,
  ];
  if (lines.some((line) => /\bdone\b/.test(line))) return null;
  return lines.join('\n');
}

/** What the test asserts, by what its file asserts with. */
function judged(status: string, text: string, message: string): string {
  if (/\.(?:toBe|toEqual|toMatchObject|toStrictEqual)\(/.test(text))
    return `expect(${status}).toBeLessThan(500);`;
  if (/\.to\.(?:be|equal|eql|have|deep)\b/.test(text)) return `expect(${status}).to.be.below(500);`;
  return `if (${status} >= 500) throw new Error(${message} + ${status});`;
}

/** The file with the new test in the place of all of its own; suites around the one that asks stay. */
function render(
  parent: { body: readonly Node[] },
  ask: Ask,
  text: string,
  written: string,
  pad = '',
): string {
  const [suite, ...suites] = ask.suites;
  const parts = parent.body.flatMap((node) => {
    const holds = node.start <= ask.test.start && ask.test.end <= node.end;
    if (!holds) return registers(node, text) ? [] : [shifted(node, text, pad)];
    if (!suite) return [written.replace(/^(?=.)/gm, pad)];
    const inner = render(suite, { ...ask, suites }, text, written, `${pad}  `);
    const head = text.slice(node.start, suite.start + 1);
    return [`${pad}${head}\n${inner}\n${pad}${text.slice(suite.end - 1, node.end)}`];
  });
  // Imports stand together.
  return parts
    .map((part, at) => (pad === '' && at > 0 && !/^import\b/.test(part) ? `\n${part}` : part))
    .join('\n');
}

/** A statement with another indentation. */
function shifted({ start, end }: Node, text: string, pad: string): string {
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return pad + text.slice(start, end).replaceAll(`\n${' '.repeat(column)}`, `\n${pad}`);
}

function registers(node: Node, text: string): boolean {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'CallExpression') return false;
  let { callee } = node.expression;
  // `it.each([…])('…', () => {})`
  if (callee.type === 'CallExpression') callee = callee.callee;
  return REGISTERS.test(text.slice(callee.start, callee.end));
}

/** Without the imports that only the tests which are left out used. */
function withoutUnused({ body }: Program, content: string, text: string): string {
  let left = content;
  for (const node of body) {
    if (node.type !== 'ImportDeclaration' || node.specifiers.length === 0) continue;
    const line = text.slice(node.start, node.end);
    const rest = left.replace(`${line}\n`, () => '');
    const isUsed = node.specifiers.some(({ local }) =>
      new RegExp(`(?<![\\w$.])${local.name.replace(/\$/g, '\\$')}(?![\\w$])`).test(rest),
    );
    if (!isUsed) left = rest;
  }
  return left;
}

/** A string as the file writes its own. */
function quote(value: string, text: string): string {
  const double = JSON.stringify(value);
  const isSingle = text.split("'").length > text.split('"').length;
  return isSingle && !/['\\]/.test(value) && !/\\/.test(double) ? `'${value}'` : double;
}
