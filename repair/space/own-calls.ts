import {
  ancestors,
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { SpaceInput } from './space-edit.ts';

/** The most calls at one place. */
const MOST = 10;

/**
 * Calls of the functions and methods of a file that are made for what they do, with what is in scope under the names of their
 * parameters: `this.remove(key);`.
 */
export function ownCalls({ source, scopes }: SpaceInput, place: Place): { text: string; weight: number }[] {
  const owner = functionAround(place);
  const around = [...ancestors(place)].find(({ node }) => node.type === 'ClassBody');
  const visible = scopes.visible(place);
  const names = new Set(visible.map(({ name }) => name));
  const found: { text: string; weight: number }[] = [];
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  for (const each of functions as Place<FunctionNode>[]) {
    const method = each.parent?.node.type === 'MethodDefinition' ? each.parent : null;
    const isOwn = method !== null && method.parent === around && method.node.type === 'MethodDefinition';
    if (each === owner || (method !== null && !isOwn)) continue;
    if (method?.node.type === 'MethodDefinition' && (method.node.kind !== 'method' || method.node.static))
      continue;
    const name = method ? methodName(source, method) : functionName(each);
    if (!name || (!method && !names.has(name)) || !acts(source, each, name)) continue;
    const parameters = each.node.params.map((param) => identifierName(param as never));
    if (!parameters.every((one) => one !== null && names.has(one))) continue;
    const wait = each.node.async && owner?.node.async ? 'await ' : '';
    found.push({
      text: `${wait}${method ? 'this.' : ''}${name}(${parameters.join(', ')});`,
      weight: parameters.length > 0 ? 0.32 : 0.27,
    });
  }
  return found.slice(0, MOST);
}

function methodName(source: Source, { node }: Place): string | null {
  return node.type === 'MethodDefinition' && !node.computed ? source.slice(node.key) : null;
}

/** Whether a function is called for what it does: it returns nothing, or what it returns is left somewhere. */
function acts(source: Source, { node }: Place<FunctionNode>, name: string): boolean {
  if (node.type === 'ArrowFunctionExpression' && node.expression) return false;
  const returns = source
    .of('ReturnStatement')
    .some(({ node: { argument, start, end } }) => argument && start > node.start && end < node.end);
  if (!returns) return true;
  return source.of('ExpressionStatement').some(({ node: statement }) => {
    const text = source.slice(statement).replace(/^await /, '');
    return text.startsWith(`${name}(`) || text.startsWith(`this.${name}(`);
  });
}
