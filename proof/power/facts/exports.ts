import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { bare, isFunction, useOf } from '../reading.ts';
import { sourceOf } from './calls.ts';

/** Values that other files get: exported constants, and what exported functions take when they are given nothing. */
export const findExports: FactFinder = (reading, add) => {
  for (const node of reading.body) {
    if (!/^Export(Named|Default)Declaration$/.test(node.type) || !node.declaration) continue;
    const { declaration } = node;
    const declared: SyntaxNode[] =
      declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration];
    for (const each of declared) {
      const value = each.init ? bare(each.init) : each;
      const name = each.id?.name ?? 'default';
      if (isFunction(value)) defaults(value, name);
      else if (each.init) {
        add(
          'export',
          `constant:${name}=${sourceOf(reading, value)}`,
          `changes the exported ${quote(name)} to ${quote(sourceOf(reading, value))}`,
          each,
        );
      }
    }
  }

  for (const { node } of reading.nodes) {
    const target = node.type === 'AssignmentExpression' ? sourceOf(reading, node.left) : '';
    const [, name] = /^(?:module\.)?exports(?:\.(\w+))?$/.exec(target) ?? [];
    if (!/^(module\.)?exports\b/.test(target)) continue;
    const value = bare(node.right);
    if (isFunction(value)) defaults(value, name ?? 'exports');
    else if (value.type === 'Literal' && name) constant(name, value, node);
    for (const each of value.type === 'ObjectExpression' ? value.properties : []) {
      if (each.type === 'Property' && bare(each.value).type === 'Literal')
        constant(sourceOf(reading, each.key), bare(each.value), each);
      if (each.type === 'Property' && isFunction(bare(each.value)))
        defaults(bare(each.value), sourceOf(reading, each.key));
    }
  }
  for (const node of reading.body) {
    // A switch of the file itself, such as \`const VERIFY = true\`.
    for (const each of node.type === 'VariableDeclaration' ? node.declarations : []) {
      const value = each.init && bare(each.init);
      if (typeof value?.value !== 'boolean' || each.id.type !== 'Identifier') continue;
      add(
        'guard',
        `switch:${each.id.name}=${value.value}`,
        `sets the switch ${quote(`${each.id.name} = ${value.value}`)}`,
        each,
      );
    }
  }

  function constant(name: string, value: SyntaxNode, at: SyntaxNode): void {
    const text = sourceOf(reading, value);
    add('export', `constant:${name}=${text}`, `changes the exported ${quote(name)} to ${quote(text)}`, at);
  }

  function defaults({ params }: SyntaxNode, name: string): void {
    for (const [index, parameter] of params.entries()) {
      const each = parameter.parameter ?? parameter;
      if (each.type !== 'AssignmentPattern') continue;
      const value = sourceOf(reading, each.right);
      add(
        'export',
        `default:${name}:${index}=${value}`,
        `takes ${quote(value)} where a caller of ${quote(name)} gives nothing`,
        each,
      );
    }
  }
};

/** Calls and conditions by which access is refused. They count when they are gone. */
const GUARDS =
  /^(require|assert|ensure|check|verify|validate|authenticate|authorize|can|is|has)?_?(auth|authenticated|authentication|authorized|authorization|authenticate|authorize|login|loggedin|permission|permissions|permitted|role|roles|admin|owner|csrf|token|signature|hmac|password|allowed|access|tenant|tenantid|sanitize|escape|escapehtml|timingsafeequal|verify|ratelimit|rate_limit|acl|scope|scopes|banned|disabled|locked|expired)$/i;

/** How often each guarding name is used. */
export function guardsOf(reading: Parameters<FactFinder>[0]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { node } of reading.nodes) {
    const name = node.type === 'Identifier' ? node.name : null;
    if (!name || !GUARDS.test(name)) continue;
    let { user, as } = useOf(reading, node);
    if (user?.type === 'MemberExpression' && user.property === as) ({ user, as } = useOf(reading, user));
    if (user?.type === 'CallExpression' && user.callee === as) ({ user } = useOf(reading, user));
    const key = user?.type === 'UnaryExpression' && user.operator === '!' ? `!${name}` : name;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}
