import { indentAt } from '../syntax/edits.ts';
import { functionAround, isListed, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** Longer blocks are logic that nobody writes twice. */
const LONGEST = 240;

/**
 * What a loop hands over under a condition, handed over once more behind it: the last group, line or word is still held there.
 * The whole block or its first statement, always or where something is held.
 */
export function* loopTails({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.places) {
    const { node } = place;
    if (!isLoop(node) || !isListed(place) || !functionAround(place) || !suspected(place)) continue;
    const lead = `\n${indentAt(source.text, node.start)}`;
    const put = (text: string, weight: number): SpaceEdit => ({
      edits: [{ start: node.end, end: node.end, text: `${lead}${text}` }],
      ...{ weight, at: node, kind: 'loop tail' },
    });
    for (const statement of handedOver(source, place)) {
      const text = source.slice(statement.node);
      yield put(text, 0.4);
      for (const held of heldIn(source, statement)) {
        yield put(`if (${held}.length > 0) ${text}`, 0.42);
        yield put(`if (${held}) ${text}`, 0.4);
        yield put(`if (${held} !== undefined) ${text}`, 0.3);
        yield put(`if (${held} !== null) ${text}`, 0.3);
      }
    }
  }
}

/** Statements and blocks under a condition in a loop that keep something outside of it. */
function handedOver(source: Source, loop: Place): Place[] {
  const found: Place[] = [];
  for (const place of source.of('ExpressionStatement')) {
    const { node } = place;
    if (node.start < loop.node.start || node.end > loop.node.end || node.end - node.start > LONGEST) continue;
    if (node.expression.type !== 'CallExpression' && node.expression.type !== 'AssignmentExpression')
      continue;
    const own = namesDeclaredIn(source, loop);
    if (own.some((name) => hasWord(source.slice(node), name))) continue;
    found.push(place);
  }
  return found.slice(0, 6);
}

/** Names that only live in a loop: nothing behind it can use them. */
function namesDeclaredIn(source: Source, { node }: Place): string[] {
  return source
    .of('VariableDeclarator')
    .filter(({ node: each }) => each.start >= node.start && each.end <= node.end)
    .flatMap(({ node: { id } }) => source.slice(id).match(/[A-Za-z_$][\w$]*/g) ?? []);
}

/** What a statement hands over: the names and fields among its arguments, or in its value. */
function heldIn(source: Source, { node }: Place): string[] {
  if (node.type !== 'ExpressionStatement') return [];
  const { expression } = node;
  const parts =
    expression.type === 'CallExpression'
      ? expression.arguments.map((each) => source.slice(each))
      : expression.type === 'AssignmentExpression'
        ? [source.slice(expression.right)]
        : [];
  const names = parts.flatMap((part) => part.match(/^(?:this\.)?#?[A-Za-z_$][\w$]*/g) ?? []);
  return [...new Set(names)].filter((name) => !/^(new|this|function|async|await)$/.test(name)).slice(0, 2);
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$.])${word.replaceAll('$', '\\$')}(?![\\w$])`).test(text);
}
