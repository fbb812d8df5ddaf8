import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { isListed, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { SpaceEdit } from './space-edit.ts';

/** The statements of the list that a place stands in. */
export function siblings(place: Place): Node[] {
  const above = place.parent?.node as { body?: unknown; consequent?: unknown } | undefined;
  const list = place.key === 'consequent' ? above?.consequent : above?.body;
  return Array.isArray(list) ? (list as Node[]) : [place.node];
}

/** The statement exchanged with the next one, or moved out of its block. */
export function* moves(source: Source, place: Place): Generator<SpaceEdit> {
  const list = siblings(place);
  const { node } = place;
  const next = list[list.indexOf(node) + 1];
  if (next && !/^(Function|Class)/.test(next.type)) {
    const between = source.text.slice(node.end, next.start);
    const text = `${source.slice(next)}${between}${source.slice(node)}`;
    yield {
      edits: [{ start: node.start, end: next.end, text }],
      weight: 0.4,
      at: node,
      kind: 'statement moved',
    };
  }
  yield* intoNeighbours(source, node, list);
  yield* intoElse(source, node, list);
  const block = place.parent;
  const around = block?.node.type === 'BlockStatement' ? block.parent : null;
  if (!around || !isListed(around) || !/^(If|For|ForOf|ForIn|While)Statement$/.test(around.node.type)) return;
  const lead = `\n${indentAt(source.text, around.node.start)}`;
  const out = { start: node.start, end: node.end, text: '' };
  const text = source.slice(node);
  const [first, last] = [list[0] === node, list.at(-1) === node];
  if (last || isLoop(around.node))
    yield {
      edits: [out, { start: around.node.end, end: around.node.end, text: `${lead}${text}` }],
      weight: 0.35,
      at: node,
      kind: 'statement moved',
    };
  if (first || isLoop(around.node))
    yield {
      edits: [{ start: around.node.start, end: around.node.start, text: `${text}${lead}` }, out],
      weight: 0.3,
      at: node,
      kind: 'statement moved',
    };
}

/** The statement moved to the end of the block before it, or to the start of the one behind it. */
function* intoNeighbours(source: Source, node: Node, list: readonly Node[]): Generator<SpaceEdit> {
  if (!/^(Expression|If)Statement$/.test(node.type)) return;
  const at = list.indexOf(node);
  const out = { start: node.start, end: node.end, text: '' };
  const put = (position: number, text: string): SpaceEdit => ({
    edits: [{ start: position, end: position, text }, out],
    ...{ weight: 0.3, at: node, kind: 'statement moved' },
  });
  const before = blockOf(list[at - 1]);
  const last = before?.body.at(-1);
  if (before && last) yield put(last.end, `\n${indentAt(source.text, last.start)}${source.slice(node)}`);
  const after = blockOf(list[at + 1]);
  const first = after?.body[0];
  if (after && first) yield put(first.start, `${source.slice(node)}\n${indentAt(source.text, first.start)}`);
}

/** The statement moved into an `else` of its list: what is done only where the branch is not taken. */
function* intoElse(source: Source, node: Node, list: readonly Node[]): Generator<SpaceEdit> {
  if (node.type !== 'ExpressionStatement') return;
  for (const other of list) {
    if (other.type !== 'IfStatement' || other.alternate) continue;
    const added = { start: other.end, end: other.end, text: ` else ${source.slice(node)}` };
    const out = { start: node.start, end: node.end, text: '' };
    const edits = node.start < other.start ? [out, added] : [added, out];
    yield { edits, weight: 0.32, at: node, kind: 'statement moved' };
  }
}

function blockOf(node: Node | undefined): { body: Node[] } | null {
  if (!node) return null;
  const inner =
    node.type === 'IfStatement' ? node.consequent : isLoop(node) && 'body' in node ? node.body : null;
  return inner && (inner as Node).type === 'BlockStatement' ? (inner as { body: Node[] }) : null;
}
