import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { functionAround, isListed } from '../syntax/nodes.ts';
import { siblings } from './moves.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** Statements before the last step that are put under `try`, at most: of those, the nearest. */
const MOST = 3;

/** A call without a result that is also to be made where what comes before it fails: `try { … } finally { release(); }`. */
export function* lastly(input: SpaceInput): Generator<SpaceEdit> {
  yield* outOfTry(input);
  const { source, suspected } = input;
  for (const place of source.of('ExpressionStatement')) {
    const { node } = place;
    if (!isListed(place) || !functionAround(place) || !isStep(node)) continue;
    const list = siblings(place);
    const at = list.indexOf(node);
    const [before, last] = [list[at - 1], list.at(-1)];
    // Where what comes before it failed, it did not run.
    if (!before || !last || !(suspected(place) || suspected(source.placeOf(before)))) continue;
    const lead = `\n${indentAt(source.text, node.start)}`;
    for (const first of list.slice(Math.max(0, at - MOST), at)) {
      const earlier = source.text.slice(first.start, node.start).trimEnd();
      const behind = source.text.slice(node.end, last.end).trim();
      const inside = [earlier, behind].filter(Boolean).join(lead);
      // What is declared inside is not known behind it.
      const text = `try {${lead}${inside}${lead}} finally {${lead}${source.slice(node)}${lead}}`;
      yield { edits: [{ start: first.start, end: last.end, text }], weight: 0.3, at: node, kind: 'finally' };
    }
  }
}

/** The last steps of a `try` that are also to be done where it fails, moved behind it. */
function* outOfTry({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const { node } of source.of('TryStatement')) {
    if (node.finalizer) continue;
    const list = node.block.body;
    for (let length = 1; length <= Math.min(MOST, list.length - 1); length += 1) {
      const moved = list.slice(-length);
      const [first, last] = [moved[0] as Node, moved.at(-1) as Node];
      if (!moved.every(isStep) || !suspected(source.placeOf(list[0] as Node))) continue;
      const lead = `\n${indentAt(source.text, first.start)}`;
      const text = ` finally {${lead}${source.text.slice(first.start, last.end)}${lead}}`;
      const edits = [
        { start: first.start, end: last.end, text: '' },
        { start: node.end, end: node.end, text },
      ];
      // They did not run themselves where what stands before them failed.
      yield { edits, weight: 0.5, at: list[0] as Node, kind: 'finally' };
    }
  }
}

/** Whether a statement is done for what it does: a call, or a state that is set back. */
function isStep(node: Node): boolean {
  if (node.type !== 'ExpressionStatement') return false;
  const { expression } = node;
  const call = expression.type === 'AwaitExpression' ? expression.argument : expression;
  return /^(CallExpression|AssignmentExpression|UpdateExpression)$/.test(call.type);
}
