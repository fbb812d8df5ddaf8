import type { Node } from 'oxc-parser';
import { bare, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

const WRITES = /^(set|setex|psetex|put|store|hset|add)$/i;
const READS = /^(get|has|hget|exists|fetch)$/i;
const DELETES = /^(del|delete|unlink|evict|invalidate|remove|hdel|expire)$/i;

/** An entry is deleted, and read, under the key under which it is written. */
export const cacheKey: Template = {
  name: 'cache-key',
  answers: ['wrong_result'],
  *propose({ source, others }) {
    const own = uses(source);
    const all = [source, ...others].flatMap(uses);
    for (const use of own) {
      for (const other of all) {
        const wanted = other.key;
        const differs = use.role !== other.role && use.key !== wanted && use.object === other.object;
        if (!differs) continue;
        const near = nameSimilarity(use.key, wanted);
        if (near < 0.4) continue;
        const text = withHoles(wanted, other.holes, use.holes);
        if (!text || text === use.key) continue;
        yield {
          edits: [replaceNode(use.node, text)],
          rationale: shouldBe(use.key, text),
          prior: (use.role === 'delete' ? 0.75 : 0.5) * (0.5 + 0.5 * near),
          at: use.node,
        };
      }
    }
  },
};

interface Use {
  object: string;
  role: 'write' | 'read' | 'delete';
  node: Node;
  key: string;
  /** The expressions inside the key. */
  holes: string[];
}

function uses(source: Source): Use[] {
  return source.of('CallExpression').flatMap(({ node }) => {
    const callee = bare(node.callee);
    const name = memberName(callee);
    const [key] = node.arguments as Node[];
    if (callee.type !== 'MemberExpression' || !name || !key) return [];
    const role = WRITES.test(name)
      ? 'write'
      : READS.test(name)
        ? 'read'
        : DELETES.test(name)
          ? 'delete'
          : null;
    if (!role || !/^(Template)?Literal$|^BinaryExpression$/.test(bare(key).type)) return [];
    return [
      {
        object: source.slice(callee.object),
        role,
        node: key,
        key: source.slice(key),
        holes: holesOf(source, key),
      },
    ];
  });
}

function holesOf(source: Source, key: Node): string[] {
  const inner = bare(key);
  if (inner.type === 'TemplateLiteral') return inner.expressions.map((one) => source.slice(one));
  if (inner.type !== 'BinaryExpression') return [];
  return [inner.left as Node, inner.right].flatMap((side) =>
    bare(side).type === 'Literal'
      ? []
      : bare(side).type === 'BinaryExpression'
        ? holesOf(source, side)
        : [source.slice(side)],
  );
}

/** The other key with the expressions of this one; null where their numbers differ. */
function withHoles(key: string, theirs: readonly string[], ours: readonly string[]): string | null {
  if (theirs.length !== ours.length) return null;
  return theirs.reduce((text, hole, index) => text.replace(hole, () => ours[index] as string), key);
}
