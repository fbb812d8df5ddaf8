import type { Node } from 'oxc-parser';
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

/** A call of a function or a method of the file that can be made at a place. */
interface OwnCall {
  /** `this.remove(key)`; of a getter `this.size`. */
  text: string;
  name: string;
  of: Place<FunctionNode>;
  parameters: number;
}

/** Calls of the functions of a file, and of the methods and getters of the class, with what is in scope under the names of their parameters. */
export function callsAt({ source, scopes }: SpaceInput, place: Place): OwnCall[] {
  const owner = functionAround(place);
  const around = [...ancestors(place)].find(({ node }) => node.type === 'ClassBody');
  const names = new Set(scopes.visible(place).map(({ name }) => name));
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  return (functions as Place<FunctionNode>[]).flatMap((of): OwnCall[] => {
    const member = of.parent?.node.type === 'MethodDefinition' ? of.parent : null;
    const method = member?.node.type === 'MethodDefinition' ? member.node : null;
    if (of === owner || (method && (member?.parent !== around || method.static || method.computed)))
      return [];
    if (method && method.kind !== 'method' && method.kind !== 'get') return [];
    const name = method ? source.slice(method.key) : functionName(of);
    if (!name || (!method && !names.has(name))) return [];
    const given = of.node.params.map((param) => identifierName(param as never));
    if (!given.every((one) => one !== null && names.has(one))) return [];
    const call = method?.kind === 'get' ? name : `${name}(${given.join(', ')})`;
    return [{ text: `${method ? 'this.' : ''}${call}`, name, of, parameters: given.length }];
  });
}

/** Calls that are made for what they do: `this.remove(key);`. */
export function ownCalls(input: SpaceInput, place: Place): { text: string; weight: number }[] {
  const owner = functionAround(place);
  return callsAt(input, place)
    .filter(({ text, of, name }) => text.endsWith(')') && acts(input.source, of, name))
    .slice(0, MOST)
    .map(({ text, of, parameters }) => ({
      text: `${of.node.async && owner?.node.async ? 'await ' : ''}${text};`,
      weight: parameters > 0 ? 0.32 : 0.27,
    }));
}

/** Whether a function is called for what it does: it returns nothing, or what it returns is left somewhere. */
function acts(source: Source, { node }: Place<FunctionNode>, name: string): boolean {
  if (node.type === 'ArrowFunctionExpression' && node.expression) return false;
  if (!returns(source, node)) return true;
  return source.of('ExpressionStatement').some(({ node: statement }) => {
    const text = source.slice(statement).replace(/^await /, '');
    return text.startsWith(`${name}(`) || text.startsWith(`this.${name}(`);
  });
}

/** Whether a `return` of a function gives something. */
export function returns(source: Source, { start, end }: Pick<Node, 'start' | 'end'>): boolean {
  return source
    .of('ReturnStatement')
    .some(({ node }) => node.argument && node.start > start && node.end < end);
}
