import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName, memberName } from './nodes.ts';

/** What a value most likely is: a guess that steers the search, not a type. */
export type Kind =
  | 'number'
  | 'string'
  | 'boolean'
  | 'array'
  | 'map'
  | 'set'
  | 'function'
  | 'object'
  | 'promise'
  | 'unknown';

const CONSTRUCTED = kindTable({ map: 'Map WeakMap', set: 'Set WeakSet', array: 'Array', promise: 'Promise' });

const CALLED = kindTable({
  number:
    'indexOf lastIndexOf findIndex charCodeAt codePointAt parseInt parseFloat Number floor ceil round trunc abs ' +
    'min max sqrt pow getTime now random localeCompare',
  string:
    'toString toFixed trim toLowerCase toUpperCase join padStart padEnd repeat replace replaceAll substring ' +
    'charAt String stringify',
  boolean:
    'includes startsWith endsWith has some every isArray isNaN isInteger test Boolean hasOwn hasOwnProperty',
  array:
    'split map filter flatMap flat keys entries values from fill sort toSorted reverse toReversed splice',
  promise: 'fetch all allSettled json text',
});

const ARITHMETIC = new Set(['-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>']);
const COMPARISON = new Set(['<', '<=', '>', '>=', '==', '===', '!=', '!==', 'in', 'instanceof']);

/** Turns lists of names, one for each kind, into a look-up by name. */
export function kindTable(names: Partial<Record<Kind, string>>): ReadonlyMap<string, Kind> {
  return new Map(
    Object.entries(names).flatMap(([kind, list]) =>
      list.split(' ').map((name) => [name, kind as Kind] as const),
    ),
  );
}

const PROTOTYPES: Partial<Record<Kind, object>> = {
  number: Number.prototype,
  string: String.prototype,
  boolean: Boolean.prototype,
  array: Array.prototype,
  map: Map.prototype,
  set: Set.prototype,
};
/** What a list has that is a match of a pattern. */
const OF_MATCHES = new Set(['index', 'groups', 'input', 'raw']);

/** Whether a value of a kind may have a member of this name. */
export function mayHave(kind: Kind, member: string): boolean {
  const prototype = PROTOTYPES[kind];
  return !prototype || member in prototype || (kind === 'array' && OF_MATCHES.has(member));
}

/** The kind of an expression; `named` knows the kinds of the names in scope. */
export function kindOf(node: Node, named: (name: string) => Kind = () => 'unknown'): Kind {
  const inner = bare(node);
  switch (inner.type) {
    case 'Literal':
      return literalKind(inner.value);
    case 'TemplateLiteral':
      return 'string';
    case 'ArrayExpression':
      return 'array';
    case 'ObjectExpression':
      return 'object';
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'function';
    case 'Identifier':
      return inner.name === 'Infinity' || inner.name === 'NaN' ? 'number' : named(inner.name);
    case 'NewExpression':
      return CONSTRUCTED.get(identifierName(inner.callee) ?? '') ?? 'object';
    case 'CallExpression':
      return CALLED.get(calleeName(inner) ?? '') ?? 'unknown';
    case 'MemberExpression':
      if (['length', 'size'].includes(memberName(inner) ?? '')) return 'number';
      return inner.object.type === 'ThisExpression' ? named(`this.${fieldName(inner.property)}`) : 'unknown';
    case 'UpdateExpression':
      return 'number';
    case 'UnaryExpression':
      return inner.operator === '!' ? 'boolean' : inner.operator === 'typeof' ? 'string' : 'number';
    case 'BinaryExpression':
      return binaryKind(inner.operator, inner.left, inner.right, named);
    case 'LogicalExpression': {
      const right = kindOf(inner.right, named);
      return right === kindOf(inner.left, named) ? right : 'unknown';
    }
    case 'ConditionalExpression': {
      const kind = kindOf(inner.consequent, named);
      return kind === kindOf(inner.alternate, named) ? kind : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** The name of a field as a class declares it. */
export function fieldName(key: Node): string | null {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : null;
}

function literalKind(value: unknown): Kind {
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'boolean' ? type : 'unknown';
}

function binaryKind(operator: string, left: Node, right: Node, named: (name: string) => Kind): Kind {
  if (COMPARISON.has(operator)) return 'boolean';
  if (ARITHMETIC.has(operator)) return 'number';
  const kinds = [kindOf(left, named), kindOf(right, named)];
  if (kinds.includes('string')) return 'string';
  return kinds.every((kind) => kind === 'number') ? 'number' : 'unknown';
}

/** The kind that a type annotation says, such as `number[]` or `Map<string, number>`; from its text. */
export function annotatedKind(annotation: string): Kind {
  const type = annotation
    .replace(/^[:\s]+/, '')
    .replace(/\s*\|\s*(null|undefined)\b/g, '')
    .trim();
  if (/^(number|string|boolean)$/.test(type)) return type as Kind;
  if (/^(?:readonly\s+)?(?:.*\[\]|(Readonly)?Array<.*|\[.*\])$/s.test(type)) return 'array';
  if (/^(Readonly|Weak)?Map</.test(type)) return 'map';
  if (/^(Readonly|Weak)?Set</.test(type)) return 'set';
  if (/^Promise</.test(type)) return 'promise';
  if (/=>/.test(type)) return 'function';
  return /^[A-Z{]/.test(type) && type.length > 1 ? 'object' : 'unknown';
}

/** Whether a value of one kind may stand where one of the other stood. */
export function compatible(a: Kind, b: Kind): boolean {
  return a === b || a === 'unknown' || b === 'unknown';
}
