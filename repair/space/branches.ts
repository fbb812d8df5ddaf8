import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { functionAround, isListed } from '../syntax/nodes.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** Longer branches are logic that nobody writes twice. */
const LONGEST = 120;
/** Values that stand in the place of the one that is compared, and those in the place of another. */
const VALUES = 8;
const OTHERS = 6;
const LITERAL = /'[^'\n]*'|"[^"\n]*"|(?<![\w.])\d+(?:\.\d+)?(?![\w])/g;

/**
 * An `if`, an `else if` or a `case` once more, with another value that is compared and another result: what is alike for many
 * values is forgotten for one.
 */
export function* branches(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of('IfStatement')) {
    const { node, parent } = place;
    if (!functionAround(place) || !suspected(place)) continue;
    const isElse = parent?.node.type === 'IfStatement' && place.key === 'alternate';
    if (!isElse && !isListed(place)) continue;
    const text = source.text.slice(node.start, node.consequent.end);
    const lead = isElse || node.alternate ? ' else ' : `\n${indentAt(source.text, node.start)}`;
    yield* alike(input, node, { test: node.test, text, at: node.consequent.end, lead });
  }
  for (const place of source.of('SwitchCase')) {
    const { node } = place;
    if (!node.test || node.consequent.length === 0 || !functionAround(place) || !suspected(place)) continue;
    const lead = `\n${indentAt(source.text, node.start)}`;
    yield* alike(input, node, { test: node.test, text: source.slice(node), at: node.end, lead });
  }
}

/** A branch as text, the node that is compared in it, and where a further one stands. */
interface Branch {
  test: Node;
  text: string;
  at: number;
  lead: string;
}

function* alike(
  { source, constants, observed }: SpaceInput,
  node: Node,
  { test, text, at, lead }: Branch,
): Generator<SpaceEdit> {
  if (text.length > LONGEST) return;
  const from = test.start - node.start;
  const [head, tested, body] = [
    text.slice(0, from),
    source.slice(test),
    text.slice(from + source.slice(test).length),
  ];
  const result = /\breturn (.+?);?\s*\}?$/s.exec(body)?.[1];
  const results = (observed?.expected ?? []).filter((each) => each !== result && each.length < 24);
  const bodies = new Set([body]);
  if (result)
    for (const each of results) bodies.add(body.replace(`return ${result}`, () => `return ${each}`));
  for (const [old] of body.matchAll(LITERAL))
    for (const other of ofKind(old, [...constants, ...results], OTHERS))
      bodies.add(body.replace(old, () => other));
  for (const [old] of tested.matchAll(LITERAL))
    for (const value of ofKind(old, constants, VALUES))
      for (const made of bodies)
        yield {
          edits: [{ start: at, end: at, text: `${lead}${head}${tested.replace(old, () => value)}${made}` }],
          ...{ weight: 0.2, at: node, kind: 'branch like another' },
        };
}

/** Other values of the kind of one, a few. */
function ofKind(value: string, others: readonly string[], most: number): string[] {
  const isText = /^['"]/.test(value);
  return [...new Set(others)]
    .filter((each) => /^['"]/.test(each) === isText && each !== value)
    .slice(0, most);
}
