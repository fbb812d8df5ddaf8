import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { ancestors, functionAround, isListed, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { atomsAt } from './atoms.ts';
import { keptResults } from './kept-results.ts';
import { moves, siblings } from './moves.ts';
import { bracketed, type SpaceEdit, type SpaceInput } from './space-edit.ts';
import { synthesized } from './synthesis.ts';

const CONSTANTS = ['', ' null', ' undefined', ' 0', ' -1', ' 1', ' false', ' true', ' []', ' {}', " ''"];
/** Conditions of guards where a screen judges them, and where a service is started for each. */
const GUARDED = 80;
const FEW = 32;
/** The most statements of a function that are tried at its other places. */
const CLONES = 12;

/** Statements left out, moved, made twice, brought from elsewhere, put under a condition; guards, returns, else. */
export function* statements(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  yield* inEmptyBlocks(input);
  for (const place of source.places) {
    if (!isListed(place) || !suspected(place) || /^(Import|Export|Function|Class|TS)/.test(place.node.type))
      continue;
    if (!functionAround(place)) continue;
    const { node } = place;
    const text = source.slice(node);
    const lead = `\n${indentAt(source.text, node.start)}`;
    const change = (edits: SpaceEdit['edits'], weight: number, kind: string): SpaceEdit => ({
      edits,
      weight,
      at: node,
      kind,
    });
    const before = (added: string, weight: number, kind: string) =>
      change([{ start: node.start, end: node.start, text: `${added}${lead}` }], weight, kind);
    const after = (added: string, weight: number, kind: string) =>
      change([{ start: node.end, end: node.end, text: `${lead}${added}` }], weight, kind);
    const isPlain = node.type === 'ExpressionStatement' || node.type === 'IfStatement' || isLoop(node);
    if (isPlain || node.type === 'BreakStatement' || node.type === 'ContinueStatement')
      yield change([{ start: node.start, end: node.end, text: '' }], 0.35, 'statement left out');
    if (node.type === 'ReturnStatement' && siblings(place).length > 1)
      yield change([{ start: node.start, end: node.end, text: '' }], 0.25, 'statement left out');
    yield* moves(source, place);
    if (node.type === 'ExpressionStatement') {
      yield after(text, 0.2, 'statement twice');
      yield change([{ start: node.start, end: node.start, text: 'return ' }], 0.4, 'return');
      if (node.expression.type === 'CallExpression')
        yield change([{ start: node.start, end: node.start, text: 'await ' }], 0.4, 'await');
      yield* keptResults(input, place);
    }
    yield* branches(source, place);
    const owner = functionAround(place) as Place;
    const loop = [...ancestors(place)].find((at) => at === owner || isLoop(at.node));
    const inLoop = loop !== undefined && loop !== owner;
    const results = returnsOf(source, owner);
    const names = input.scopes.visible(place).filter(({ how }) => how === 'variable' || how === 'parameter');
    const leaving = [
      ...(inLoop ? ['continue', 'break'] : []),
      ...[...new Set([...results, ...CONSTANTS, ...names.slice(0, 5).map(({ name }) => ` ${name}`)])].map(
        (value) => `return${value}`,
      ),
      ...throwsOf(source),
    ].slice(0, 22);
    // What the tests wait for: a base case, an error.
    const awaited = [
      ...(input.observed?.expected ?? []).map((value) => `return ${value}`),
      ...(input.observed?.errors ?? []).map((error) => `throw ${error}`),
    ].filter((text) => !leaving.includes(text));
    const isFirst = siblings(place)[0] === node;
    const atoms = atomsAt(input, place);
    for (const [rank, atom] of atoms.slice(0, input.observed ? GUARDED : FEW).entries()) {
      const sure = rank < 12 ? 1 : rank < 32 ? 0.85 : 0.6;
      for (const leave of [...awaited, ...leaving])
        yield before(`if (${atom}) ${leave};`, (isFirst ? 0.3 : 0.2) * sure, 'guard');
      if (isPlain || node.type === 'BlockStatement' || isEnd(node))
        yield change(
          [{ start: node.start, end: node.start, text: `if (${atom}) ` }],
          0.3 * sure,
          'condition around',
        );
    }
    const isLast = siblings(place).at(-1) === node;
    if (isLast && !/^(Return|Throw|Break|Continue)/.test(node.type)) {
      for (const { name } of names) yield after(`return ${name};`, 0.4, 'return');
      for (const value of results) yield after(`return${value};`, 0.35, 'return');
      for (const value of CONSTANTS.slice(1)) yield after(`return${value};`, 0.25, 'return');
      if (inLoop) for (const leave of ['break', 'continue']) yield after(`${leave};`, 0.3, 'loop left');
    }
    const made = synthesized(input, place);
    const list = siblings(place);
    const previous = list[list.indexOf(node) - 1];
    // What a loop gathers last is often handled behind it.
    const followsLoop = previous !== undefined && isLoop(previous);
    for (const { text: added, weight } of made) {
      yield before(added, weight, 'statement added');
      if (!isEnd(node)) yield after(added, weight, 'statement added');
      if (node.type === 'IfStatement' && !node.alternate)
        yield change([{ start: node.end, end: node.end, text: ` else ${added}` }], weight, 'branch added');
    }
    if (node.type === 'IfStatement' && !node.alternate)
      for (const clone of clonesFor(source, owner, place))
        yield change([{ start: node.end, end: node.end, text: ` else ${clone}` }], 0.3, 'branch added');
    for (const atom of atoms.slice(0, 40))
      for (const { text: added, weight } of made.slice(0, 10))
        if (inLoop || followsLoop) yield before(`if (${atom}) ${added}`, weight * 0.7, 'guarded statement');
    for (const clone of clonesFor(source, owner, place)) {
      yield before(clone, 0.25, 'statement from elsewhere');
      if (!isEnd(node)) yield after(clone, 0.25, 'statement from elsewhere');
    }
  }
}

/** Statements in a block that holds nothing, where one may be missing. */
function* inEmptyBlocks(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of('BlockStatement')) {
    const { node } = place;
    if (node.body.length > 0 || !functionAround(place) || !suspected(place)) continue;
    const put = (text: string, weight: number): SpaceEdit => ({
      edits: [{ start: node.start + 1, end: node.start + 1, text: ` ${text} ` }],
      ...{ weight, at: node, kind: 'statement added' },
    });
    const made = synthesized(input, place);
    for (const { text, weight } of made) yield put(text, weight);
    for (const atom of atomsAt(input, place))
      for (const { text, weight } of made.slice(0, 24)) yield put(`if (${atom}) ${text}`, weight * 0.8);
  }
}

function isEnd(node: Node): boolean {
  return /^(Return|Throw|Break|Continue)Statement$/.test(node.type);
}

/** Else that is missing, or one too many; the statements behind moved into it. */
function* branches(source: Source, place: Place): Generator<SpaceEdit> {
  const { node } = place;
  if (node.type !== 'IfStatement') return;
  const list = siblings(place);
  const next = list[list.indexOf(node) + 1];
  const change = (edits: SpaceEdit['edits'], weight: number): SpaceEdit => ({
    edits,
    weight,
    at: node,
    kind: 'branch',
  });
  if (!node.alternate && next && !/^(Variable|Function|Class)/.test(next.type))
    yield change([{ start: node.end, end: next.start, text: ' else ' }], 0.4);
  if (node.alternate) {
    yield change([{ start: node.consequent.end, end: node.alternate.start, text: '\n' }], 0.3);
    yield change([{ start: node.consequent.end, end: node.alternate.end, text: '' }], 0.25);
    const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
    const between = source.text.slice(node.consequent.end, node.alternate.start);
    if (node.alternate.type !== 'IfStatement' && node.consequent.type === 'BlockStatement')
      yield change(
        [{ start: node.consequent.start, end: node.alternate.end, text: `${no}${between}${yes}` }],
        0.4,
      );
  }
  yield change([{ start: node.start, end: node.consequent.start, text: '' }], 0.25);
  if (node.test.type !== 'Identifier' && !isLoop(node))
    yield change([{ start: node.start, end: node.start + 2, text: 'while' }], 0.3);
  yield change(
    [{ start: node.test.start, end: node.test.end, text: `!${bracketed(source, node.test)}` }],
    0.5,
  );
}

function returnsOf(source: Source, owner: Place): string[] {
  return source
    .of('ReturnStatement')
    .filter((place) => functionAround(place)?.node === owner.node)
    .map(({ node }) => (node.argument ? ` ${source.slice(node.argument)}` : ''))
    .filter((text) => text.length < 60 && !text.includes('\n'))
    .slice(0, 5);
}

function throwsOf(source: Source): string[] {
  return [...new Set(source.of('ThrowStatement').map(({ node }) => source.slice(node).replace(/;$/, '')))]
    .filter((text) => text.length < 120)
    .slice(0, 4);
}

/** Short statements of the same function, and of its siblings, that do something. */
function clonesFor(source: Source, owner: Place, place: Place): string[] {
  const found = source
    .of('ExpressionStatement')
    .filter(({ node }) => node !== place.node && node.end - node.start < 80)
    .sort((a, b) => Number(inside(b.node, owner.node)) - Number(inside(a.node, owner.node)))
    .map(({ node }) => source.slice(node));
  return [...new Set(found)].filter((text) => !text.startsWith("'")).slice(0, CLONES);
}

function inside(node: Node, owner: Node): boolean {
  return node.start >= owner.start && node.end <= owner.end;
}
