import type { Node } from 'oxc-parser';
import type { Edit } from '../syntax/edits.ts';
import { memberName, stringValue } from '../syntax/nodes.ts';
import type { NodeOf, Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { replaceNode } from './helpers/text.ts';

/** A property that upstream answers do not have becomes the one of theirs that is nearest. */
export const payloadMember: Template = {
  name: 'payload-member',
  answers: ['bad_payload', 'absent_value', 'wrong_result', 'exception'],
  *propose(input) {
    const keys = keysOf(input);
    if (keys.size === 0) return;
    const { source } = input;
    const uses = new Map<string, { node: Node; edit(key: string): Edit; name: string }[]>();
    for (const { node, parent } of source.of('MemberExpression', 'Property')) {
      const use = node.type === 'Property' ? patternUse(node, parent) : memberUse(node);
      if (!use || keys.has(use.name)) continue;
      // A property that is asked for again of the same object is the same one.
      const of = node.type === 'Property' ? `{${node.start}}` : source.slice(node.object);
      const same = `${of}.${use.name}`;
      uses.set(same, [...(uses.get(same) ?? []), { node, ...use }]);
    }
    for (const same of uses.values()) {
      for (const key of keys) {
        const near = nameSimilarity(same[0]?.name ?? '', key);
        if (near < 0.45) continue;
        yield suggestion(same, key, 0.35 + 0.5 * near);
        if (same.length > 1) for (const use of same) yield suggestion([use], key, 0.2 + 0.3 * near);
      }
    }
  },
};

type Use = { name: string; edit(key: string): Edit };

function suggestion(uses: (Use & { node: Node })[], key: string, prior: number): Suggestion {
  const [first] = uses as [Use & { node: Node }];
  return {
    edits: uses.map(({ edit }) => edit(key)),
    rationale: `The responses have no "${first.name}"; read "${key}".`,
    prior,
    at: first.node,
  };
}

/** `answer.name` */
function memberUse(node: NodeOf<'MemberExpression'>): Use | null {
  const name = memberName(node);
  return name ? { name, edit: (key) => replaceNode(node.property, key) } : null;
}

/** `const { name } = answer` */
function patternUse(node: NodeOf<'Property'>, parent: Place | null): Use | null {
  const name = stringValue(node.key) ?? (node.key.type === 'Identifier' ? node.key.name : null);
  if (!name || parent?.node.type !== 'ObjectPattern') return null;
  const { key, shorthand } = node;
  const at = shorthand ? { start: node.start, end: node.start } : { start: key.start, end: key.end };
  return { name, edit: (meant) => ({ ...at, text: shorthand ? `${meant}: ` : meant }) };
}

/** The keys of all objects in the answers that were seen. */
function keysOf({ evidence }: TemplateInput): Set<string> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value) && /^[A-Za-z_$][\w$]*$/.test(key)) found.add(key);
      collect(inner);
    }
  };
  for (const sample of evidence.observations.upstreams.flatMap(({ samples }) => samples)) {
    try {
      collect(JSON.parse(sample));
    } catch {
      // Text that is no JSON has no keys.
    }
  }
  return found;
}
