import { indentAt } from '../syntax/edits.ts';
import { functionAround, functionName, identifierName, isListed, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Steps of a loop that are done again for the rest of one list. */
const STEPS = 3;
/** Lists, their members and numbers of which a sum may be taken off. */
const SUMMED = 2;
const MEMBERS = 6;
const NUMBERS = 4;

/** What is done for one element, or while two lists last, and is forgotten for the others. */
export function* elements(input: SpaceInput): Generator<SpaceEdit> {
  yield* insideLists(input);
  yield* allElements(input);
  yield* rests(input);
  yield* sums(input);
}

/** What a function does with a value, done with the elements of a list and with the members of an object. */
function* insideLists({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')) {
    const { node, parent } = place;
    const name = functionName(place);
    const [first] = node.body && 'body' in node.body && Array.isArray(node.body.body) ? node.body.body : [];
    const params = node.params.map((param) => identifierName(param as never));
    const [value, ...others] = params;
    if (!name || !first || !value || others.includes(null) || !suspected(source.placeOf(first))) continue;
    if (/boolean|number/.test(scopes.binding(source.placeOf(first), value)?.kind ?? '')) continue;
    const own = parent?.node.type === 'MethodDefinition' ? `this.${name}` : name;
    const call = (each: string) => `${own}(${[each, ...others].join(', ')})`;
    const lead = `\n${indentAt(source.text, first.start)}`;
    const put = (text: string, weight: number): SpaceEdit => ({
      edits: [{ start: first.start, end: first.start, text: `${text}${lead}` }],
      ...{ weight, at: first, kind: 'for each element' },
    });
    const mapped = `if (Array.isArray(${value})) return ${value}.map((each) => ${call('each')})`;
    yield put(`${mapped};`, 0.4);
    yield put(`${mapped}.join('');`, 0.35);
    const entries = `Object.entries(${value}).map(([key, each]) => [key, ${call('each')}])`;
    yield put(
      `if (typeof ${value} === 'object' && ${value} !== null) return Object.fromEntries(${entries});`,
      0.25,
    );
  }
}

/** A condition on the first elements of lists, asked of all: `a[0] !== b[0]` as `a.some((each, at) => each !== b[at])`. */
function* allElements({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.places) {
    const { node } = place;
    if (!/^(Binary|Call|Unary)Expression$/.test(node.type) || !isCondition(place) || !suspected(place))
      continue;
    const firsts = source
      .of('MemberExpression')
      .filter(({ node: each }) => each.start >= node.start && each.end <= node.end)
      .filter(({ node: each }) => each.computed && source.slice(each.property) === '0')
      .map(({ node: each }) => ({ start: each.start, end: each.end, object: source.slice(each.object) }));
    const [one] = firsts;
    if (!one || firsts.length > 3) continue;
    let text = source.slice(node);
    for (const each of firsts.toReversed()) {
      const made = each.object === one.object ? 'each' : `${each.object}[at]`;
      text = text.slice(0, each.start - node.start) + made + text.slice(each.end - node.start);
    }
    for (const method of ['some', 'every'])
      yield replacing(node, `${one.object}.${method}((each, at) => ${text})`, 0.4, 'all elements');
  }
}

function isCondition({ key, parent }: Place): boolean {
  const above = parent?.node.type ?? '';
  return (
    key === 'test' ||
    above === 'LogicalExpression' ||
    above === 'UnaryExpression' ||
    (key === 'argument' && above === 'ReturnStatement')
  );
}

/** Behind a loop that ends with the shorter of two lists, the steps that are left for the longer one. */
function* rests({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('WhileStatement', 'ForStatement')) {
    const { node } = place;
    const test = node.test;
    if (test?.type !== 'LogicalExpression' || test.operator !== '&&') continue;
    if (!isListed(place) || !functionAround(place) || !suspected(place)) continue;
    const lead = `\n${indentAt(source.text, node.start)}`;
    const sides = [test.left, test.right].map((side) => {
      const condition = source.slice(side);
      return stepsIn(source, place, condition).map((step) => `while (${condition}) ${step}`);
    });
    const [left = [], right = []] = sides;
    const put = (text: string, weight: number): SpaceEdit => ({
      edits: [{ start: node.end, end: node.end, text: lead + text }],
      ...{ weight, at: node, kind: 'rest of a list' },
    });
    for (const one of left) for (const other of right) yield put(one + lead + other, 0.5);
    for (const one of [...left, ...right]) yield put(one, 0.4);
  }
}

/** Statements of a loop that lead on what a condition looks at: `out.push(a[i++]);` for `i < a.length`. */
function stepsIn(source: Source, loop: Place, condition: string): string[] {
  const names = condition.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const found = source
    .of('ExpressionStatement', 'BlockStatement')
    .filter((place) => place.node.start > loop.node.start && place.node.end <= loop.node.end)
    .filter((place) => place.node.type === 'ExpressionStatement' || !isLoop(place.parent?.node ?? place.node))
    .map(({ node }) => source.slice(node))
    .filter((text) => text.length < 120 && names.some((name) => leads(text, name)));
  return [...new Set(found)].slice(0, STEPS);
}

function leads(text: string, name: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(
    `(?<![\\w$.])${escaped}(\\+\\+|--|\\s*[-+]=)|(\\+\\+|--)${escaped}(?![\\w$])|(?<![\\w$.])${escaped}\\.(shift|pop)\\(`,
  ).test(text);
}

/** The sum of a member over a list, and what it leaves of a number: `total - parts.reduce((sum, each) => sum + each.cents, 0)`. */
function* sums({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  const keys = source.of('Property').map(({ node }) => (node.computed ? '' : source.slice(node.key)));
  const members = [...new Set(keys)].filter((key) => /^[A-Za-z_]\w*$/.test(key)).slice(0, MEMBERS);
  for (const place of source.places) {
    const { node, key, parent } = place;
    const isSet = key === 'init' || (key === 'right' && parent?.node.type === 'AssignmentExpression');
    if (!isSet || scopes.kind(node) !== 'number' || node.type === 'Literal' || !suspected(place)) continue;
    const visible = scopes.visible(place);
    const lists = visible.filter(({ kind }) => kind === 'array').slice(0, SUMMED);
    const numbers = visible.filter(({ kind, how }) => kind === 'number' && how !== 'function');
    for (const { name } of lists)
      for (const member of ['', ...members.map((each) => `.${each}`)]) {
        const sum = `${name}.reduce((sum, each) => sum + each${member}, 0)`;
        yield replacing(node, sum, 0.16, 'sum of a list');
        for (const { name: whole } of numbers.slice(0, NUMBERS))
          yield replacing(node, `${whole} - ${sum}`, 0.18, 'sum of a list');
      }
  }
}
