import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { bare, isFunction } from '../reading.ts';
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
    if (name && GUARDS.test(name)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}
