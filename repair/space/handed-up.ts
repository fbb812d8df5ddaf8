import { functionAround, functionName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Results that end a search or a walk. */
const SIGNALS = ['false', 'true', 'null'];

/** What a function returns to itself and nobody looks at: the end of a walk that was found below is handed up. */
export function* handedUp({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('ExpressionStatement')) {
    const { node } = place;
    const { expression } = node;
    const call = expression.type === 'AwaitExpression' ? expression.argument : expression;
    const owner = functionAround(place);
    if (call.type !== 'CallExpression' || !owner || !suspected(place)) continue;
    const name = functionName(owner);
    const callee = source.slice(call.callee);
    if (!name || (callee !== name && callee !== `this.${name}`)) continue;
    const text = source.slice(expression);
    const returned = returnsOf(source, owner.node);
    for (const signal of SIGNALS.filter((one) => returned.includes(one)))
      yield replacing(node, `if (${text} === ${signal}) return ${signal};`, 0.55, 'handed up');
    if (returned.some((one) => !SIGNALS.includes(one) && one !== 'undefined')) {
      yield replacing(node, `{ const found = ${text}; if (found != null) return found; }`, 0.45, 'handed up');
    }
  }
}

/** What the returns of a function give. */
function returnsOf(source: Source, { start, end }: { start: number; end: number }): string[] {
  return source
    .of('ReturnStatement')
    .flatMap(({ node }) =>
      node.argument && node.start > start && node.end < end ? [source.slice(node.argument)] : [],
    );
}
