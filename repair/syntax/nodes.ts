import type { Node } from 'oxc-parser';
import type { NodeOf, NodeType, Place } from './source.ts';

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
const FUNCTIONS: readonly NodeType[] = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
];
const LOOPS: readonly NodeType[] = [
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
];

export function is<T extends NodeType>(place: Place | null, ...types: T[]): place is Place<NodeOf<T>> {
  return place !== null && (types as NodeType[]).includes(place.node.type);
}

export function isFunction(node: Node): node is FunctionNode {
  return FUNCTIONS.includes(node.type);
}

export function isLoop(node: Node): boolean {
  return LOOPS.includes(node.type);
}

/** The places from the parent up to the root. */
export function* ancestors(place: Place): Generator<Place> {
  for (let at = place.parent; at; at = at.parent) yield at;
}

/** The nearest function around a place. */
export function functionAround(place: Place): Place<FunctionNode> | null {
  for (const at of ancestors(place)) if (isFunction(at.node)) return at as Place<FunctionNode>;
  return null;
}

/** The statement that a place belongs to: the nearest one that stands in a list of statements. */
export function statementAround(place: Place): Place | null {
  for (let at: Place | null = place; at; at = at.parent) if (isListed(at)) return at;
  return null;
}

/** The nearest statement in a list around a place, inside the function that the place is in. */
export function statementInFunction(place: Place): Place | null {
  const owner = functionAround(place);
  for (let at: Place | null = place; at && at !== owner; at = at.parent) if (isListed(at)) return at;
  return null;
}

/** Whether a place is a statement in a list: a block, a function's body, a case, the program. */
export function isListed(place: Place): boolean {
  const list = place.parent?.node.type;
  if (list === 'SwitchCase') return place.key === 'consequent';
  return place.key === 'body' && place.index !== null && list !== 'ClassBody' && list !== undefined;
}

/** Whether a value is returned from a `try`, which catches a promise that fails only where it is awaited. */
export function isReturnedInTry({ key, parent }: Place): boolean {
  if (key !== 'argument' || parent?.node.type !== 'ReturnStatement') return false;
  for (let at: Place | null = parent; at && !isFunction(at.node); at = at.parent)
    if (at.key === 'block' && at.parent?.node.type === 'TryStatement') return true;
  return false;
}

/** The expression inside parentheses and type assertions. */
export function bare(node: Node): Node {
  let inner = node;
  while (
    inner.type === 'ParenthesizedExpression' ||
    inner.type === 'TSAsExpression' ||
    inner.type === 'TSNonNullExpression' ||
    inner.type === 'TSSatisfiesExpression' ||
    inner.type === 'TSTypeAssertion' ||
    inner.type === 'ChainExpression'
  ) {
    inner = inner.expression;
  }
  return inner;
}

export function identifierName(node: Node | null | undefined): string | null {
  const inner = node ? bare(node) : null;
  return inner?.type === 'Identifier' ? inner.name : null;
}

/** The name of a property that is accessed by a dot. */
export function memberName(node: Node): string | null {
  const inner = bare(node);
  return inner.type === 'MemberExpression' && !inner.computed && inner.property.type === 'Identifier'
    ? inner.property.name
    : null;
}

/** The member that is read of a place, as `length` of `list` in `list.length`; null where none is, or any may be. */
export function memberOf({ key, parent }: Place): string | null {
  return key === 'object' && parent ? memberName(parent.node) : null;
}

/** What is called: `fetch` for `fetch(..)`, `query` for `pool.query(..)`. */
export function calleeName(node: Node): string | null {
  const inner = bare(node);
  if (inner.type !== 'CallExpression' && inner.type !== 'NewExpression') return null;
  return identifierName(inner.callee) ?? memberName(inner.callee);
}

export function numberValue(node: Node | null | undefined): number | null {
  const inner = node ? bare(node) : null;
  return inner?.type === 'Literal' && typeof inner.value === 'number' ? inner.value : null;
}

export function stringValue(node: Node | null | undefined): string | null {
  const inner = node ? bare(node) : null;
  return inner?.type === 'Literal' && typeof inner.value === 'string' ? inner.value : null;
}

/** How a function is called in its file: its own name, or the name it is assigned to. */
export function functionName(place: Place<FunctionNode>): string | null {
  const { node, parent } = place;
  if (node.id) return node.id.name;
  if (parent?.node.type === 'VariableDeclarator') return identifierName(parent.node.id);
  if (parent?.node.type === 'Property' || parent?.node.type === 'MethodDefinition') {
    return identifierName(parent.node.key);
  }
  return parent?.node.type === 'AssignmentExpression'
    ? (identifierName(parent.node.left) ?? memberName(parent.node.left))
    : null;
}

/** Whether an expression can be evaluated twice, or not at all, with no other effect. */
export function isPure(node: Node): boolean {
  const inner = bare(node);
  switch (inner.type) {
    case 'Identifier':
    case 'Literal':
    case 'ThisExpression':
      return true;
    case 'MemberExpression':
      return isPure(inner.object) && (!inner.computed || isPure(inner.property));
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPure(inner.left) && isPure(inner.right);
    case 'UnaryExpression':
      return inner.operator !== 'delete' && isPure(inner.argument);
    default:
      return false;
  }
}

/** Whether an identifier stands for a value or a variable, rather than naming a property, a label or a declaration. */
export function isReference({ node, parent, key }: Place): boolean {
  if (node.type !== 'Identifier' || !parent) return false;
  switch (parent.node.type) {
    case 'MemberExpression':
      return key === 'object' || parent.node.computed;
    case 'Property':
      return key === 'value' && !parent.node.shorthand && parent.parent?.node.type !== 'ObjectPattern';
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'value';
    case 'VariableDeclarator':
      return key === 'init';
    case 'AssignmentPattern':
      return key === 'right';
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'CatchClause':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ExportSpecifier':
    case 'RestElement':
    case 'ObjectPattern':
    case 'ArrayPattern':
      return false;
    case 'ArrowFunctionExpression':
      return key === 'body';
    default:
      return true;
  }
}

/** Whether the value of an identifier is used; a shorthand property uses it too. */
export function isRead(place: Place): boolean {
  const { parent, key } = place;
  if (parent?.node.type === 'AssignmentExpression' && key === 'left') return false;
  if (parent?.node.type === 'UpdateExpression') return parent.parent?.node.type !== 'ExpressionStatement';
  if (parent?.node.type === 'Property' && parent.node.shorthand) {
    return key === 'value' && parent.parent?.node.type === 'ObjectExpression';
  }
  return isReference(place);
}
