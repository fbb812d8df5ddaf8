import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { CHANGING_METHODS, PURE_METHODS } from '../harmless.ts';
import { bare, functionsAround, isFunction, type Reading, useOf, type Variable } from '../reading.ts';

/** What a program keeps from one request to the next, and what it does as soon as it is loaded. */
export const findState: FactFinder = (reading, add) => {
  for (const variable of reading.variables) {
    const [definition] = variable.defs;
    if (definition?.type === 'Variable')
      variableFact(reading, variable, definition.node as unknown as SyntaxNode, add);
  }
  for (const { node } of reading.nodes) {
    if (node.type === 'PropertyDefinition' && node.static && node.value && !isPlain(reading, node.value)) {
      add(
        'state',
        `static:${keyOf(reading, node)}`,
        `keeps ${quote(String(keyOf(reading, node)))} in a class from one request to the next`,
        node,
      );
    }
    if (/^(MethodDefinition|PropertyDefinition|AccessorProperty)$/.test(node.type) && node.computed) {
      keyFact(reading, node, add);
    }
    if (node.type === 'StaticBlock')
      add('state', 'static-block', 'runs a static block when it is loaded', node, { counted: true });
    if (node.type === 'ExpressionStatement') topLevelFact(reading, node, add);
    const counter = node.type === 'Literal' && node.regex && /[gy]/.test(node.regex.flags);
    if (counter && isStateful(reading, node)) {
      add(
        'state',
        `regex:${node.raw}`,
        'keeps the place of a regular expression from one request to the next',
        node,
      );
    }
  }
};

function variableFact(reading: Reading, variable: Variable, declarator: SyntaxNode, add: Add): void {
  if (!livesOn(reading, declarator)) return;
  const init: SyntaxNode | null = declarator.init ? bare(declarator.init) : null;
  const written = variable.references.some((each) => each.isWrite() && !each.init);
  const changed = variable.references.some((each) =>
    changesValue(reading, each.identifier as unknown as SyntaxNode),
  );
  const plain = init === null || isPlain(reading, init) || isTable(reading, init);
  if (!written && !changed && plain) return;
  add(
    'state',
    `state:${variable.name}`,
    `keeps ${quote(variable.name)} from one request to the next`,
    declarator,
  );
}

/** True for a declaration outside of all functions, or in one that is called at once where it stands. */
function livesOn(reading: Reading, node: SyntaxNode): boolean {
  return functionsAround(reading, node).every((each) => {
    const { user, as } = useOf(reading, each);
    if (user?.type === 'MemberExpression') return true;
    return (
      user?.type === 'CallExpression' && user.callee === as && functionsAround(reading, user).length === 0
    );
  });
}

/** A value that cannot change: a text, a number, a function, `require`, a pattern without a place. */
function isPlain(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  if (at.type === 'Literal') return !at.regex || !/[gy]/.test(at.regex.flags);
  if (at.type === 'ClassExpression' || isFunction(at) || fold(reading, at)) return true;
  switch (at.type) {
    case 'TemplateLiteral':
      return at.expressions.every((each: SyntaxNode) => isPlain(reading, each));
    case 'UnaryExpression':
      return isPlain(reading, at.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPlain(reading, at.left) && isPlain(reading, at.right);
    case 'ConditionalExpression':
      return [at.test, at.consequent, at.alternate].every((each) => isPlain(reading, each));
    case 'Identifier':
    case 'MemberExpression':
    case 'ImportExpression':
      return true; // What it names is looked at where it is made.
    case 'AwaitExpression':
      return bare(at.argument).type === 'ImportExpression';
    case 'CallExpression':
      return (
        bare(at.callee).name === 'require' ||
        /^(BigInt|Number|String|Boolean|promisify|parseInt)$/.test(bare(at.callee).name ?? '')
      );
    default:
      return false;
  }
}

/** A list, an object, a set or a map that is written out. */
function isTable(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  if (isPlain(reading, at)) return true;
  if (at.type === 'ArrayExpression')
    return at.elements.every((each: SyntaxNode | null) => !each || isTable(reading, each));
  if (at.type === 'ObjectExpression') {
    return at.properties.every(
      (each: SyntaxNode) => each.type === 'Property' && each.kind === 'init' && isTable(reading, each.value),
    );
  }
  const makes =
    at.type === 'NewExpression' &&
    /^(Set|Map|Intl|URL|RegExp|TextEncoder|TextDecoder)$/.test(bare(at.callee).name ?? '');
  const freezes =
    at.type === 'CallExpression' &&
    bare(at.callee).type === 'MemberExpression' &&
    bare(at.callee).property.name === 'freeze';
  return (makes || freezes) && at.arguments.every((each: SyntaxNode) => isTable(reading, each));
}

/** A use by which what a variable holds is changed, or may be; also by another name for it. */
function changesValue(reading: Reading, identifier: SyntaxNode, depthOfNames = 0): boolean {
  return (
    changesItself(reading, identifier) ||
    (depthOfNames < 5 && changesByAlias(reading, identifier, depthOfNames + 1))
  );
}

function changesByAlias(reading: Reading, identifier: SyntaxNode, depthOfNames: number): boolean {
  let { user, as } = useOf(reading, identifier);
  while (user?.type === 'MemberExpression' && user.object === as) ({ user, as } = useOf(reading, user));
  if (user?.type !== 'VariableDeclarator' || user.init !== as) return false;
  const declared = user;
  return reading.variables.some(
    ({ defs, references }) =>
      (defs[0]?.node as unknown as SyntaxNode | undefined) === declared &&
      references.some((each) =>
        changesValue(reading, each.identifier as unknown as SyntaxNode, depthOfNames),
      ),
  );
}

function changesItself(reading: Reading, identifier: SyntaxNode): boolean {
  let { user, as } = useOf(reading, identifier);
  let depth = 0;
  while (user?.type === 'MemberExpression' && user.object === as) {
    const name = keyOf(reading, user);
    ({ user, as } = useOf(reading, user));
    depth += 1;
    const called = user?.type === 'CallExpression' && user.callee === as;
    if (called)
      return (
        !PURE_METHODS.has(name ?? '') && CHANGING_METHODS.has(name ?? '') && !/^(get|exec)$/.test(name ?? '')
      );
  }
  if (depth === 0) return false;
  if (user?.type === 'UpdateExpression' || (user?.type === 'UnaryExpression' && user.operator === 'delete'))
    return true;
  return user?.type === 'AssignmentExpression' && user.left === as;
}

/** `test` and `exec` of a pattern with `g` continue where they ended. */
function isStateful(reading: Reading, node: SyntaxNode): boolean {
  const { user } = useOf(reading, node);
  return user?.type === 'VariableDeclarator' && livesOn(reading, user);
}

/** The key of a member is worked out when its class is defined. */
function keyFact(reading: Reading, { key }: SyntaxNode, add: Add): void {
  if (isPlain(reading, key)) return;
  const said = reading.text.slice(key.start, key.end);
  add('state', `key:${said}`, `runs ${quote(said)} when its class is defined`, key);
}

/** What is called and with what, without the functions that are handed over: what they do is judged for itself. */
function withoutHandlers(reading: Reading, call: SyntaxNode): string {
  let said = '';
  let from = call.start;
  for (const each of call.arguments ?? []) {
    const body = /Function/.test(bare(each).type) ? bare(each).body : null;
    if (!body) continue;
    said += `${reading.text.slice(from, body.start)}…`;
    from = body.end;
  }
  return said + reading.text.slice(from, call.end);
}

/** A call outside of all functions runs once, when the file is loaded. */
function topLevelFact(reading: Reading, node: SyntaxNode, add: Add): void {
  if (functionsAround(reading, node).length > 0 || node.directive) return;
  const at = bare(node.expression);
  if (at.type !== 'CallExpression' && at.type !== 'AwaitExpression' && at.type !== 'NewExpression') return;
  const said = withoutHandlers(reading, at).slice(0, 60);
  add('state', `load:${said.replace(/\s+/g, '')}`, `runs ${quote(said)} when it is loaded`, node, {
    counted: true,
  });
}
