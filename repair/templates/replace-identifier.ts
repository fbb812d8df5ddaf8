import type { Binding } from '../syntax/binding.ts';
import { compatible, mayHave } from '../syntax/kinds.ts';
import { bare, isReference, memberOf } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { areCounterparts } from './helpers/counterparts.ts';
import { replaceNode } from './helpers/text.ts';

/**
 * Another name in scope: its counterpart, one that is spelt alike, one that nothing else uses, one of the same kind.
 * A name that stands on both sides of an operator was most likely meant to be another on one of them.
 */
export const replaceIdentifier: Template = {
  name: 'replace-identifier',
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const place of source.of('Identifier')) {
      const { node } = place;
      if (!isReference(place) || isDeclaredHere(place)) continue;
      const own = scopes.binding(place, node.name);
      if (!own) continue;
      const twice = repeats(place) ? 1.6 : 1;
      const written = isWritten(place);
      for (const [distance, other] of scopes.visible(place).entries()) {
        if (other.name === node.name || !mayReplace(own, other, place, written)) continue;
        const unused = scopes.reads(other) > 0 || other.how === 'function' ? 1 : computed(other) ? 3 : 2;
        const similar = areCounterparts(node.name, other.name) ? 1 : nameSimilarity(node.name, other.name);
        const sameKind = own.kind === other.kind && own.kind !== 'unknown' ? 1 : 0.75;
        const near = 0.985 ** distance;
        yield {
          edits: [replaceNode(node, other.name)],
          rationale: `Use "${other.name}" instead of "${node.name}".`,
          prior: Math.min(
            0.8,
            (0.16 + 0.2 * similar) * sameKind * near * twice * unused * (written ? 0.7 : 1),
          ),
          at: node,
        };
      }
    }
  },
};

function mayReplace(own: Binding, other: Binding, place: Place, written: boolean): boolean {
  const { key, parent } = place;
  const member = memberOf(place);
  if (member && !mayHave(other.kind, member)) return false;
  if (other.how === 'import' || other.how === 'class') return false;
  if (written && (other.how === 'constant' || other.how === 'function')) return false;
  const called = /^(Call|New)Expression$/.test(parent?.node.type ?? '') && key === 'callee';
  if (called !== (other.kind === 'function') && (called || other.how === 'function')) return false;
  // A function is seldom meant where a value stands.
  if (!called && other.kind === 'function' && own.kind !== 'function') return false;
  return compatible(own.kind, other.kind);
}

/** What was computed and is read nowhere was computed for a place that has another name. */
function computed({ how }: Binding): boolean {
  return how === 'constant' || how === 'variable';
}

function isWritten({ key, parent }: Place): boolean {
  return (
    (parent?.node.type === 'AssignmentExpression' && key === 'left') ||
    parent?.node.type === 'UpdateExpression'
  );
}

function isDeclaredHere({ key, parent }: Place): boolean {
  return (parent?.node.type === 'ForOfStatement' || parent?.node.type === 'ForInStatement') && key === 'left';
}

/** `a - a`, `f(x, x)`, `a[i] < a[i]` */
function repeats(place: Place): boolean {
  const parent = place.parent?.node;
  if (parent?.type === 'BinaryExpression' || parent?.type === 'LogicalExpression') {
    const other = bare(place.key === 'left' ? parent.right : parent.left);
    return other.type === 'Identifier' && other.name === (place.node as { name?: string }).name;
  }
  if (parent?.type !== 'CallExpression') return false;
  const same = parent.arguments.filter(
    (argument) => argument.type === 'Identifier' && argument.name === (place.node as { name?: string }).name,
  );
  return same.length > 1;
}
