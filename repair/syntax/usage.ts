import type { Scopes } from './binding.ts';
import { type Kind, kindTable } from './kinds.ts';
import { memberName } from './nodes.ts';
import type { Place, Source } from './source.ts';

const BY_MEMBER = kindTable({
  array: 'push pop shift unshift splice map filter reduce join sort forEach',
  string:
    'charAt charCodeAt split toUpperCase toLowerCase trim startsWith endsWith padStart substring replace match',
  set: 'add',
  map: 'set',
  number: 'toFixed',
  promise: 'then',
});

const ARITHMETIC = new Set(['-', '*', '/', '%', '**', '<<', '>>', '&', '|', '^']);

/**
 * Gives bindings that neither a type nor a first value tells about a kind by how they are used, in two passes, so
 * that what is compared with a number found in the first pass is a number in the second.
 */
export function kindByUse(source: Source, scopes: Scopes): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const place of source.of('Identifier')) {
      const binding = scopes.binding(place, place.node.name);
      if (binding?.kind !== 'unknown') continue;
      binding.kind = usedAs(place, scopes);
    }
  }
}

function usedAs(place: Place, scopes: Scopes): Kind {
  const parent = place.parent?.node;
  if (!parent) return 'unknown';
  switch (parent.type) {
    case 'MemberExpression':
      if (place.key === 'object') return BY_MEMBER.get(memberName(parent) ?? '') ?? 'unknown';
      return 'unknown';
    case 'CallExpression':
      return place.key === 'callee' ? 'function' : 'unknown';
    case 'UpdateExpression':
      return 'number';
    case 'ForOfStatement':
      return place.key === 'right' ? 'array' : 'unknown';
    case 'BinaryExpression': {
      if (ARITHMETIC.has(parent.operator)) return 'number';
      const kind = scopes.kind(place.key === 'left' ? parent.right : parent.left);
      if (['<', '<=', '>', '>='].includes(parent.operator)) return kind;
      return kind === 'number' || kind === 'string' ? kind : 'unknown';
    }
    case 'AssignmentExpression':
      return place.key === 'left' && parent.operator === '=' ? scopes.kind(parent.right) : 'unknown';
    default:
      return 'unknown';
  }
}
