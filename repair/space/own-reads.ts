import { callsAt, returns } from './own-calls.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Calls that are tried at one place. */
const MOST = 4;

/**
 * What a function or method of the file answers, in the place of a value that is read where it is compared or reckoned with:
 * `this.available(sku)` for `this.item(sku).onHand`.
 */
export function* ownReads(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of('MemberExpression', 'CallExpression')) {
    const { node, key, parent } = place;
    if (parent?.node.type !== 'BinaryExpression' || !/^(left|right)$/.test(key) || !suspected(place))
      continue;
    const answers = callsAt(input, place).filter(({ of: { node: one } }) => {
      const isArrow = one.type === 'ArrowFunctionExpression' && one.expression;
      return !one.async && !one.generator && (isArrow || returns(source, one));
    });
    for (const { text } of answers.slice(0, MOST))
      if (text !== source.slice(node)) yield replacing(node, text, 0.3, 'call in its place');
  }
}
