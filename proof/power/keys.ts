import type { SyntaxNode } from '../checks/program.ts';
import { fold } from './fold.ts';
import { bare, type Reading, useOf } from './reading.ts';

/** A key that can only be a place in a list. */
export function isIndex(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  switch (at.type) {
    case 'Literal':
      return typeof at.value === 'number';
    case 'Identifier':
      return /^(i|j|k|n|m|x|y|index|idx|pos|position|at|row|col|column|left|right|start|end|lo|hi|mid|low|high|offset|last|first|count|step)$|Index$/.test(
        at.name,
      );
    case 'UpdateExpression':
      return true;
    case 'BinaryExpression':
      return (
        /^[-*/%&|^]|<<|>>/.test(at.operator) ||
        (at.operator === '+' && !fold(reading, at) && isIndex(reading, at.left))
      );
    case 'CallExpression':
      return /^(Number|parseInt)$|^(floor|trunc|round|ceil|min|max|indexOf|findIndex)$/.test(
        bare(at.callee).name ?? bare(at.callee).property?.name ?? '',
      );
    case 'MemberExpression':
      return /^(length|index|lastIndex|size)$/.test(at.property.name ?? '');
    default:
      return false;
  }
}

/** True where a value is written to the member. */
export function isTarget(reading: Reading, node: SyntaxNode): boolean {
  const { user, as } = useOf(reading, node);
  switch (user?.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return user.left === as;
    case 'UpdateExpression':
    case 'RestElement':
    case 'ArrayPattern':
      return true;
    case 'UnaryExpression':
      return user.operator === 'delete';
    case 'ForInStatement':
    case 'ForOfStatement':
      return user.left === as;
    case 'Property':
      return reading.parent(user)?.type === 'ObjectPattern' && user.value === as;
    default:
      return false;
  }
}
