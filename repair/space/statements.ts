import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { ancestors, functionAround, isListed, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { atomsAt } from './conditions.ts';
import { bracketed, type SpaceEdit, type SpaceInput } from './space-edit.ts';
import { synthesized } from './synthesis.ts';

const CONSTANTS = ['', ' null', ' undefined', ' 0', ' -1', ' 1', ' false', ' true', ' []', ' {}', " ''"];
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
      const { expression } = node;
      if (expression.type === 'CallExpression' && expression.callee.type === 'MemberExpression') {
        const object = source.slice(expression.callee.object);
        yield change([{ start: node.start, end: node.start, text: `${object} = ` }], 0.35, 'assignment');
      }
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
    const isFirst = siblings(place)[0] === node;
    for (const [rank, atom] of atomsAt(input, place).slice(0, 32).entries()) {
      const sure = rank < 12 ? 1 : 0.85;
      for (const leave of leaving)
        yield before(`if (${atom}) ${leave};`, (isFirst ? 0.3 : 0.2) * sure, 'guard');
      if (node.type === 'ExpressionStatement' || isEnd(node))
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
    for (const { text: added, weight } of made) {
      yield before(added, weight, 'statement added');
      if (!isEnd(node)) yield after(added, weight, 'statement added');
      if (node.type === 'IfStatement' && !node.alternate)
        yield change([{ start: node.end, end: node.end, text: ` else ${added}` }], weight, 'branch added');
    }
    for (const atom of atomsAt(input, place).slice(0, 40))
      for (const { text: added, weight } of made.slice(0, 10))
        if (inLoop) yield before(`if (${atom}) ${added}`, weight * 0.7, 'guarded statement');
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

function siblings(place: Place): Node[] {
  const above = place.parent?.node as { body?: unknown; consequent?: unknown } | undefined;
  const list = place.key === 'consequent' ? above?.consequent : above?.body;
  return Array.isArray(list) ? (list as Node[]) : [place.node];
}

/** The statement exchanged with the next one, or moved out of its block. */
function* moves(source: Source, place: Place): Generator<SpaceEdit> {
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
