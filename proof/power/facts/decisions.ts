import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading, useOf } from '../reading.ts';
import { decides } from './clock.ts';

const LOGS = /^(?:log|logger|console)$/i;
/** What a function says of its own code. */
const OF_ITSELF = /^(?:name|length|toString)$/;

/** What decides although it says nothing of the work: headers that otherwise are only logged, and the text of the code itself. */
export const findDecisions: FactFinder = (reading, add) => {
  const headers = new Map<string, SyntaxNode[]>();
  for (const { node } of reading.nodes) {
    if (node.type === 'MemberExpression') {
      const header = headerOf(reading, node);
      if (header) headers.set(header, [...(headers.get(header) ?? []), ...usesOf(reading, node)]);
      if (OF_ITSELF.test(keyOf(reading, node) ?? '') && isOwnCode(reading, node.object))
        codeFact(reading, node, add);
    }
    if (node.type === 'Identifier' && isWrittenOut(reading, node) && isOwnCode(reading, node))
      codeFact(reading, node, add);
  }
  for (const [header, uses] of headers) {
    const [deciding] = uses.filter((node) => decides(reading, node));
    if (!deciding || !uses.every((node) => decides(reading, node) || isLogged(reading, node))) continue;
    const what = `decides by the header ${quote(header)}, on which nothing else depends`;
    add('telling_apart', `decides:${header}`, what, deciding);
  }
};

function headerOf(reading: Reading, node: SyntaxNode): string | null {
  const { names } = pathOf(reading, node);
  const name = names.at(-1);
  return names.at(-2) === 'headers' && name ? name.toLowerCase() : null;
}

/** Where a value is used; that of a variable, where the variable is. */
function usesOf(reading: Reading, node: SyntaxNode): SyntaxNode[] {
  const { user } = useOf(reading, node);
  if (user?.type !== 'VariableDeclarator' || user.id.type !== 'Identifier') return [node];
  const variable = reading.variables.find(({ identifiers }) => identifiers.includes(user.id));
  return (variable?.references ?? [])
    .filter((each) => each.isRead())
    .map(({ identifier }) => identifier as unknown as SyntaxNode);
}

/** True for an argument of a log, as it is or in a text. */
function isLogged(reading: Reading, node: SyntaxNode): boolean {
  let { user } = useOf(reading, node);
  while (user && /^(?:TemplateLiteral|BinaryExpression|Property|ObjectExpression)$/.test(user.type)) {
    ({ user } = useOf(reading, user));
  }
  if (user?.type !== 'CallExpression') return false;
  const { root, names } = pathOf(reading, user.callee);
  return LOGS.test(names.at(-2) ?? '') || ('name' in root && (LOGS.test(root.name) || isLogImport(root)));
}

function isLogImport(root: { kind: string; module?: string }): boolean {
  return root.kind === 'import' && /log/i.test(root.module ?? '');
}

function isOwnCode(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  if (at.type !== 'Identifier') return false;
  const { root, names } = pathOf(reading, at);
  return root.kind === 'made' && root.code && names.length === 0;
}

/** `String(work)`, `${work}`, `work + ''`. */
function isWrittenOut(reading: Reading, node: SyntaxNode): boolean {
  const { user, as } = useOf(reading, node);
  if (user?.type === 'CallExpression') return bare(user.callee).name === 'String' && user.arguments[0] === as;
  return user?.type === 'TemplateLiteral' || (user?.type === 'BinaryExpression' && user.operator === '+');
}

function codeFact(reading: Reading, node: SyntaxNode, add: Add): void {
  if (!decides(reading, node)) return;
  add('telling_apart', 'decides:code', 'decides by the text or the name of its own code', node, {
    counted: true,
  });
}
