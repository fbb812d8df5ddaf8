import type { Node } from 'oxc-parser';
import { memberName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** A number one too large or too small, or of the other sign; `true` for `false`. */
export const shiftConstant: Template = {
  name: 'shift-constant',
  answers: LOGIC,
  *propose({ source, clues, evidence }) {
    const fit = clues.differences.has('off_by_one') ? 1.25 : 1;
    for (const place of source.of('Literal')) {
      const { node } = place;
      const suggest = (text: string, prior: number) => ({
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior,
        at: node as Node,
      });
      if (typeof node.value === 'boolean') {
        const flipped = clues.differences.has('negated') ? 1.15 : 1;
        const looped = place.key === 'test' ? 0.3 : 1;
        yield suggest(String(!node.value), 0.36 * flipped * looped);
      }
      if (typeof node.value !== 'number' || !Number.isFinite(node.value)) continue;
      const value = node.value;
      // A failure that nobody declared goes away with any other status, and nothing is repaired.
      if (/^ERR_/.test(evidence.faultCode) && value >= 100 && value <= 599) continue;
      const small = Math.abs(value) <= 2 ? 1 : 0.75;
      const role = weightOf(place);
      if (Number.isInteger(value)) {
        yield suggest(String(value + 1), 0.36 * small * role * fit);
        if (value > 0) yield suggest(String(value - 1), 0.36 * small * role * fit);
        else if (place.parent?.node.type !== 'UnaryExpression') yield suggest('-1', 0.2 * role);
      }
      if (value > 0 && countsFromEnd(place)) yield suggest(`-${value}`, 0.4);
      for (const factor of UNITS) {
        if (value >= 24 && value % 10 === 0) yield suggest(`${factor} * ${source.slice(node)}`, 0.14);
        if (value > factor && value % factor === 0) yield suggest(String(value / factor), 0.14);
      }
      if (value >= 10 && value % 10 === 0) yield suggest(String(value * 10), 0.12);
      if (value >= 100 && value % 10 === 0) yield suggest(String(value / 10), 0.12);
    }
  },
};

/** Seconds in a minute, milliseconds in a second, hours in a day: what lies between a unit and the next. */
const UNITS = [60, 1000, 24];

/** Whether a number is an argument that may count from the end when it is negative. */
function countsFromEnd({ parent, key, index }: Place): boolean {
  const name =
    parent?.node.type === 'CallExpression' && key === 'arguments' ? memberName(parent.node.callee) : null;
  return index === 0 && ['slice', 'at', 'splice'].includes(name ?? '');
}

/** Where a number stands tells how often it is off: starts and offsets more than keys and remainders. */
function weightOf({ parent, key }: Place): number {
  switch (parent?.node.type) {
    case 'VariableDeclarator':
    case 'AssignmentExpression':
    case 'ReturnStatement':
    case 'CallExpression':
      return 1.1;
    case 'MemberExpression':
      return 0.9;
    case 'BinaryExpression':
      return parent.node.operator === '%' ? 0.5 : 1;
    case 'Property':
    case 'ArrayExpression':
      return key === 'key' ? 0 : 0.6;
    default:
      return 0.9;
  }
}
