import type { CallExpression, Node, Program } from 'oxc-parser';
import { everyNode } from '../screen/parse-module.ts';

/** A place at which a test asks its service. */
export interface Ask {
  style: 'supertest' | 'inject' | 'request' | 'fetch';
  /** What is asked, as the test writes it: `request(app)`, `app`, the address of a server. */
  base: string;
  /** The path that it asks for; null where it is not written out. */
  path: string | null;
  /** Of the test: `it`, what its function takes, its statements, and which of them asks. */
  callee: string;
  parameters: string;
  statements: readonly Node[];
  at: number;
  test: Span;
  /** The bodies of the suites around it, the outermost first. */
  suites: (Span & { body: readonly Node[] })[];
}

interface Span {
  start: number;
  end: number;
}

const TESTS = /^(?:test|it|specify)$/;
const SUITES = /^(?:describe|suite|context)$/;
const METHODS = /^(?:get|post|put|patch|delete|head|options)$/;

/** The places at which the tests of a file ask their service, in their order. */
export function findAsks(program: Program, text: string): Ask[] {
  const { makers, agents } = supertestNames(program);
  const slice = (node: Node) => text.slice(node.start, node.end);
  const found: Ask[] = [];
  const above: Node[] = [];
  everyNode(program, {
    enter(node) {
      above.push(node);
      if (node.type !== 'CallExpression') return;
      const asked = styleOf(node, { makers, agents, slice });
      const around = asked && testAround(above, node, slice);
      if (asked && around) found.push({ ...asked, ...around });
    },
    leave: () => void above.pop(),
  });
  return found;
}

type Asked = Pick<Ask, 'style' | 'base' | 'path'>;
interface Names {
  makers: ReadonlySet<string>;
  agents: ReadonlySet<string>;
  slice(node: Node): string;
}

function styleOf(call: CallExpression, { makers, agents, slice }: Names): Asked | null {
  const { callee, arguments: given } = call;
  const [first] = given;
  if (callee.type === 'Identifier' && callee.name === 'fetch') return first ? fetched(first, slice) : null;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return null;
  const { object, property } = callee;
  const path = first?.type === 'Literal' && typeof first.value === 'string' ? first.value : null;
  const base = slice(object);
  if (property.name === 'inject') return first ? { style: 'inject', base, path: null } : null;
  if (property.name === 'request' && (path?.startsWith('/') || first?.type === 'TemplateLiteral')) {
    return { style: 'request', base, path };
  }
  const isMade =
    object.type === 'CallExpression' && object.callee.type === 'Identifier' && makers.has(object.callee.name);
  const isAgent = object.type === 'Identifier' && agents.has(object.name);
  return METHODS.test(property.name) && (isMade || isAgent) ? { style: 'supertest', base, path } : null;
}

/** An address in front of a path: `${base}/orders`, or `base + '/orders'`. */
function fetched(first: Node, slice: (node: Node) => string): Asked | null {
  if (first.type === 'TemplateLiteral') {
    const [head, tail] = first.quasis;
    const [address] = first.expressions;
    if (!address || head?.value.raw !== '' || !tail?.value.raw.startsWith('/')) return null;
    return { style: 'fetch', base: slice(address), path: tail.value.raw };
  }
  if (first.type !== 'BinaryExpression' || first.operator !== '+') return null;
  const { left, right } = first;
  const isPath = right.type === 'Literal' && typeof right.value === 'string' && right.value.startsWith('/');
  return isPath ? { style: 'fetch', base: slice(left), path: String(right.value) } : null;
}

/** What supertest is called here, and what holds an agent of it. */
function supertestNames(program: Program) {
  const makers = new Set<string>();
  const agents = new Set<string>();
  everyNode(program, {
    enter(node) {
      if (node.type === 'ImportDeclaration' && node.source.value === 'supertest') {
        for (const { local } of node.specifiers) makers.add(local.name);
      }
      if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return;
      if (node.init?.type !== 'CallExpression') return;
      const { callee, arguments: given } = node.init;
      const [first] = given;
      const isRequired = callee.type === 'Identifier' && callee.name === 'require';
      if (isRequired && first?.type === 'Literal' && first.value === 'supertest') makers.add(node.id.name);
      const made = callee.type === 'MemberExpression' ? callee.object : callee;
      if (made.type === 'Identifier' && makers.has(made.name)) agents.add(node.id.name);
    },
  });
  return { makers, agents };
}

/** The test in whose function, and not deeper, a call stands; null outside of tests. */
function testAround(
  above: readonly Node[],
  call: Node,
  slice: (node: Node) => string,
): Omit<Ask, keyof Asked> | null {
  const named = above.flatMap((node) => {
    if (node.type !== 'CallExpression' || node === call) return [];
    const body = functionOf(node)?.body;
    const callee = slice(node.callee);
    return body?.type === 'BlockStatement' ? [{ node, callee, body }] : [];
  });
  const test = named.findLast(({ callee }) => TESTS.test(callee));
  const made = test && functionOf(test.node);
  if (!test || !made) return null;
  const statements = test.body.body;
  const at = statements.findIndex(({ start, end }) => start <= call.start && call.end <= end);
  const [statement] = statements.slice(at, at + 1);
  // Not in a loop, a condition, or a function of its own.
  if (!statement || !/^(?:Variable|Expression|Return)/.test(statement.type)) return null;
  const inner = above.slice(above.indexOf(statement) + 1);
  if (inner.some((node) => /Function/.test(node.type))) return null;
  return {
    callee: test.callee,
    parameters: made.params
      .map(slice)
      .filter((name) => name !== 'done')
      .join(', '),
    ...{ statements, at, test: test.node },
    suites: named.filter(({ callee }) => SUITES.test(callee)).map(({ body }) => body),
  };
}

/** The function that a test or a suite is given. */
function functionOf({ arguments: given }: CallExpression) {
  const last = given.at(-1);
  return last?.type === 'ArrowFunctionExpression' || last?.type === 'FunctionExpression' ? last : null;
}
