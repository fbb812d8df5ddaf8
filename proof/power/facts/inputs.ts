import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { type Reading, useOf } from '../reading.ts';

/** Parts of a request that a caller fills as it likes. Headers that tell a proof from production count by themselves as well. */
const PARTS = /^(query|params|cookies|signedCookies|headers|searchParams)$/;
const REQUEST = /^(req|request|ctx|context|c|event)$/i;
/** `request.get('x-name')`, `c.req.query('page')`, `url.searchParams.get('page')`. */
const ASKING = /^(get|header|query|param|cookie)$/;

/** Every input that is taken of a request by its name: what a caller may newly decide by. */
export const findInputs: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (node.type === 'MemberExpression') memberInput(reading, node, add);
    if (node.type === 'CallExpression') askedInput(reading, node, add);
    if (node.type === 'ObjectPattern') patternInputs(reading, node, add);
  }
};

function memberInput(reading: Reading, node: SyntaxNode, add: Add): void {
  const name = keyOf(reading, node);
  const part = partOf(reading, node.object);
  const { user, as } = useOf(reading, node);
  if (part === null || name === null || (user?.type === 'CallExpression' && user.callee === as)) return;
  inputFact(part, name, node, add);
}

function patternInputs(reading: Reading, pattern: SyntaxNode, add: Add): void {
  const declarator = reading.parent(pattern);
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return;
  const part = partOf(reading, declarator.init);
  if (part === null) return;
  for (const each of pattern.properties) {
    const name = each.type === 'Property' ? keyOf(reading, each) : null;
    if (name !== null) inputFact(part, name, each, add);
  }
}

function askedInput(reading: Reading, node: SyntaxNode, add: Add): void {
  const { root, names } = pathOf(reading, node.callee);
  const asks = names.at(-1) ?? '';
  const holder = names.at(-2) ?? ('name' in root ? root.name : '');
  if (!ASKING.test(asks) || !(REQUEST.test(holder) || PARTS.test(holder))) return;
  const name = node.arguments[0] && fold(reading, node.arguments[0]);
  if (name?.whole)
    inputFact(PARTS.test(holder) ? holder : asks === 'get' ? 'headers' : asks, name.text, node, add);
}

/** The part of a request that an expression is. */
function partOf(reading: Reading, node: SyntaxNode): string | null {
  const { root, names } = pathOf(reading, node);
  const part = names.at(-1) ?? '';
  const holder = names.at(-2) ?? ('name' in root ? root.name : '');
  return PARTS.test(part) && REQUEST.test(holder) ? part : null;
}

function inputFact(part: string, name: string, node: SyntaxNode, add: Add): void {
  const said = `${part.replace(/^header$/, 'headers')}.${name.toLowerCase()}`;
  add('member', `input:${said}`, `takes ${quote(said)} of a request`, node);
}
