import { memberName, stringValue } from '../syntax/nodes.ts';
import type { Template, Workbench } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { replaceNode } from './helpers/text.ts';

/** A property that upstream answers do not have becomes the one of theirs that is nearest. */
export const payloadMember: Template = {
  name: 'payload-member',
  answers: ['bad_payload', 'absent_value', 'wrong_result', 'exception'],
  *propose(bench) {
    const keys = keysOf(bench);
    if (keys.size === 0) return;
    const { source } = bench;
    for (const { node } of source.of('MemberExpression', 'Property')) {
      const name =
        node.type === 'Property'
          ? (stringValue(node.key) ?? (node.key.type === 'Identifier' ? node.key.name : null))
          : memberName(node);
      if (!name || keys.has(name)) continue;
      if (node.type === 'Property' && source.placeOf(node).parent?.node.type !== 'ObjectPattern') continue;
      for (const key of keys) {
        const near = nameSimilarity(name, key);
        if (near < 0.45) continue;
        const property = node.type === 'Property' ? node.key : node.property;
        const text = node.type === 'Property' && node.shorthand ? `${key}: ${name}` : key;
        const target = node.type === 'Property' && node.shorthand ? node : property;
        yield {
          edits: [replaceNode(target, text)],
          rationale: `The answers have no "${name}", but "${key}".`,
          prior: 0.35 + 0.5 * near,
          at: node,
        };
      }
    }
  },
};

/** The keys of all objects in the answers that were seen. */
function keysOf({ evidence }: Workbench): Set<string> {
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
