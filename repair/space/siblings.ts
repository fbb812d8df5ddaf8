import { indentAt } from '../syntax/edits.ts';
import { functionAround, isFunction, isListed, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { branches } from './branches.ts';
import { siblings as siblingsOf } from './moves.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** Longer statements are logic that nobody writes twice. */
const LONGEST = 120;
/** Statements of a file that are put elsewhere. */
const TAKEN = 10;

/** Parameters in another order; statements that stand in a like branch; steps of one object under a condition. */
export function* siblings(input: SpaceInput): Generator<SpaceEdit> {
  yield* parameters(input);
  yield* branches(input);
  const taken = takenFrom(input.source);
  for (const place of input.source.places) {
    if (!isListed(place) || !functionAround(place) || !input.suspected(place)) continue;
    yield* runsOf(input.source, taken, place);
    yield* ownSteps(input, place);
  }
}

/** Two parameters exchanged. */
function* parameters({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.places) {
    const { node } = place;
    if (!isFunction(node) || node.params.length < 2 || node.params.length > 5 || !suspected(place)) continue;
    for (const [at, one] of node.params.entries())
      for (const other of node.params.slice(at + 1)) {
        if (one.type === 'RestElement' || other.type === 'RestElement') continue;
        const edits = [
          { start: one.start, end: one.end, text: source.slice(other) },
          { start: other.start, end: other.end, text: source.slice(one) },
        ];
        yield { edits, weight: 0.4, at: node, kind: 'parameters exchanged' };
      }
  }
}

/** Statements of other branches of the function that are more than a call, and two that follow one another. */
function* runsOf(source: Source, taken: readonly string[], place: Place): Generator<SpaceEdit> {
  const { node } = place;
  const lead = `\n${indentAt(source.text, node.start)}`;
  const owner = functionAround(place)?.node;
  for (const text of taken) {
    if (source.slice(node).includes(text)) continue;
    const isNear = owner !== undefined && source.slice(owner).includes(text);
    const weight = isNear ? 0.25 : 0.18;
    yield {
      edits: [{ start: node.start, end: node.start, text: `${text}${lead}` }],
      ...{ weight, at: node, kind: 'statements of a like branch' },
    };
    if (!/^(Return|Throw|Break|Continue)/.test(node.type))
      yield {
        edits: [{ start: node.end, end: node.end, text: `${lead}${text}` }],
        ...{ weight, at: node, kind: 'statements of a like branch' },
      };
  }
}

/** Short `if` statements of a file, and pairs of statements that follow one another. */
function takenFrom(source: Source): string[] {
  const found = new Set<string>();
  for (const place of source.places) {
    const { node } = place;
    if (!isListed(place) || !functionAround(place)) continue;
    const list = siblingsOf(place);
    const next = list[list.indexOf(node) + 1];
    const short = (text: string) => text.length < LONGEST && text.split('\n').length < 4;
    if (node.type === 'IfStatement' && short(source.slice(node))) found.add(source.slice(node));
    if (node.type === 'ExpressionStatement' && next?.type === 'ExpressionStatement') {
      const both = source.text.slice(node.start, next.end);
      if (short(both)) found.add(both);
    }
  }
  return [...found].slice(0, TAKEN);
}

/** `if (job.every) job.at += job.every; else …` where a statement alone stands: a member that is added where it is there. */
function* ownSteps({ source, scopes }: SpaceInput, place: Place): Generator<SpaceEdit> {
  const { node } = place;
  if (node.type !== 'ExpressionStatement') return;
  const text = source.slice(node);
  const lead = `\n${indentAt(source.text, node.start)}`;
  const named = scopes
    .visible(place)
    .filter(({ name, how }) => how !== 'import' && how !== 'class' && text.includes(name))
    .slice(0, 3);
  for (const { name } of named) {
    const own = membersOf(source, name);
    for (const what of own)
      for (const step of own) {
        if (what === step) continue;
        for (const operator of ['+=', '-='])
          for (const behind of [` else ${text}`, `${lead}${text}`])
            yield {
              edits: [
                {
                  start: node.start,
                  end: node.end,
                  text: `if (${name}.${step}) ${name}.${what} ${operator} ${name}.${step};${behind}`,
                },
              ],
              ...{ weight: operator === '+=' ? 0.2 : 0.16, at: node, kind: 'branch with arithmetic' },
            };
      }
  }
}

/** Members of values of one name anywhere in a file, and those of types and literals beside them. */
function membersOf(source: Source, object: string): string[] {
  const found = new Set<string>();
  for (const { node, key } of source.of('MemberExpression'))
    if (
      key !== 'callee' &&
      !node.computed &&
      node.object.type === 'Identifier' &&
      node.object.name === object
    ) {
      const name = memberName(node);
      if (name && name !== 'length' && name !== 'size') found.add(name);
    }
  return [...found].slice(0, 5);
}
