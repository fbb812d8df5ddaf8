import type { Place } from '../syntax/source.ts';

/** What bounds a number, and how what it is bounded by is called. */
export const BOUNDS: readonly [string, RegExp][] = [
  ['Math.min', /max|limit|cap|most|ceil|upper|last|end|total|available/i],
  ['Math.max', /min|floor|least|lower|first|start|base/i],
];

/** Whether what stands around a place binds closer than a sum: `base * (n - 1)`. */
export function bindsCloser({ parent, key }: Place): boolean {
  if (parent?.node.type !== 'BinaryExpression') return false;
  return /^[*/%]$|^\*\*$/.test(parent.node.operator) || (key === 'right' && parent.node.operator === '-');
}
