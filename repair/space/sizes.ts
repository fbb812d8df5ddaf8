import type { Node } from 'oxc-parser';
import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Sizes that one is compared with. */
const OTHERS = 8;

/**
 * A size compared with another size, where it is compared with a number: `order.length < nodes.size` for `order.length === 0`.
 * A number made of bits read without its sign, where bits are masked and moved.
 */
export function* sizes({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('BinaryExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const text = source.slice(node);
    if (/^(&|\||\^|<<|>>)$/.test(node.operator) && !isUnsigned(source, node))
      yield replacing(node, `((${text}) >>> 0)`, source.text.includes('>>> 0') ? 0.5 : 0.35, 'unsigned');
    const left = source.slice(node.left as Node);
    if (
      !/^([!=]==?|[<>]=?)$/.test(node.operator) ||
      !/^(length|size)$/.test(memberName(node.left as Node) ?? '')
    )
      continue;
    if (node.right.type !== 'Literal') continue;
    const owner = functionAround(place)?.node ?? source.program;
    const sized = scopes.visible(place).flatMap(({ name, kind, scope }) => {
      if (kind === 'array' || kind === 'string') return [`${name}.length`];
      if (kind === 'map' || kind === 'set') return [`${name}.size`];
      return kind === 'unknown' && scope === owner ? [`${name}.length`, `${name}.size`] : [];
    });
    const read = source
      .of('MemberExpression')
      .filter(({ node: { start, end } }) => start >= owner.start && end <= owner.end)
      .filter(({ node: each }) => /^(length|size)$/.test(memberName(each) ?? ''))
      .map(({ node: each }) => source.slice(each));
    const others = [...new Set([...read, ...sized])].filter((each) => each !== left).slice(0, OTHERS);
    for (const other of others)
      for (const operator of ['<', '!==', '===', '>', '>=', '<='])
        yield replacing(node, `${left} ${operator} ${other}`, 0.28, 'compared sizes');
  }
}

function isUnsigned(source: Source, node: Node): boolean {
  return /^\)*\s*>>>/.test(source.text.slice(node.end));
}
