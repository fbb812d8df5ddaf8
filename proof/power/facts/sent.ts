import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading, useOf } from '../reading.ts';

const SENT = /^(?:body|query|params|payload|input)$/;
/** Methods that keep what they are given. */
const KEEPS =
  /^(?:assign|merge|extend|defaults|create|createMany|insert|insertOne|insertMany|update|updateOne|updateMany|upsert|save|set|put|build|values|replaceOne|findOneAndUpdate|findByIdAndUpdate)$/;

/** Every place where all that a caller sent is copied or kept: also the fields that nobody chose. */
export const findSent: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (!/^(?:Identifier|MemberExpression)$/.test(node.type)) continue;
    const { root, names } = pathOf(reading, node);
    if (root.kind !== 'parameter' || !SENT.test(names.at(-1) ?? root.name) || !isKept(reading, node))
      continue;
    add(
      'member',
      `sent:${names.at(-1)}`,
      `copies all of ${quote(textOf(reading, node))}, also what nobody chose`,
      node,
      {
        counted: true,
      },
    );
  }
};

function isKept(reading: Reading, node: SyntaxNode): boolean {
  const { user, as } = useOf(reading, node);
  if (user?.type === 'SpreadElement') return true;
  const isData =
    user?.type === 'Property' &&
    user.value === as &&
    /^(?:data|set|\$set|values)$/.test(user.key?.name ?? '');
  if (isData) return true;
  if (user?.type !== 'CallExpression' || !user.arguments.includes(as)) return false;
  return KEEPS.test(bare(user.callee).property?.name ?? '');
}
