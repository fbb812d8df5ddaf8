import { functionAround } from '../syntax/nodes.ts';
import type { NodeOf, Place, Source } from '../syntax/source.ts';
import { atomsAt } from './atoms.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Numbers that programs count with: of calendars and clocks, of characters, of bytes, of percentages. */
const USUAL = [
  ...[4, 5, 7, 12, 20, 24, 26, 30, 31, 60, 100, 180, 360, 365, 400, 1000, 3600, 86400],
  ...[32, 48, 57, 65, 90, 97, 122, 16, 127, 128, 255, 256, 65535],
];
/** Conditions of a branch that is made up. */
const ATOMS = 60;
/** Names that may bound a step. */
const LIMITS = 10;
const INVERSE: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '++': '--', '--': '++' };

/** Slips of the pen that no other part makes. */
export function* slips(input: SpaceInput): Generator<SpaceEdit> {
  yield* miswritten(input);
  yield* indices(input);
  yield* bounded(input);
  yield* replaced(input);
  yield* otherwise(input);
  yield* insteadOfNothing(input);
}

/** `day || 7`: a number of the file where another one is zero. */
function* insteadOfNothing({ source, scopes, suspected, constants }: SpaceInput): Generator<SpaceEdit> {
  const own = source.of('Literal').map(({ node }) => source.slice(node));
  const numbers = [...new Set([...own, ...constants])].filter((text) => /^[2-9]$|^\d{2,}$/.test(text));
  for (const place of source.of('CallExpression', 'BinaryExpression')) {
    const { node, key, parent } = place;
    const isSet = key === 'right' && parent?.node.type === 'AssignmentExpression';
    const isValue =
      isSet || key === 'init' || (key === 'argument' && parent?.node.type === 'ReturnStatement');
    const isCounted =
      node.type === 'CallExpression' ? /number|unknown/.test(scopes.kind(node)) : node.operator === '%';
    if (!isValue || !isCounted || !suspected(place)) continue;
    const text = source.slice(node);
    // Sunday is the last day of a week that begins on Monday.
    const isDay = /\.get(UTC)?Day\(\)$/.test(text);
    for (const number of new Set([...(isDay ? ['7'] : []), ...numbers.slice(0, 8)]))
      yield replacing(
        node,
        `${text} || ${number}`,
        isDay && number === '7' ? 0.45 : 0.28,
        'instead of nothing',
      );
  }
}

/** A number with one digit wrong, missing or exchanged with the next; a number that is often counted with. */
function* miswritten({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('Literal')) {
    const { node, key } = place;
    const { value } = node;
    if (typeof value !== 'number' || key === 'key' || !suspected(place)) continue;
    const text = String(value);
    const seen = new Set<number>([value]);
    const put = function* (others: readonly number[], weight: number) {
      for (const other of others) {
        if (seen.has(other) || !Number.isFinite(other)) continue;
        seen.add(other);
        yield replacing(node, String(other), weight, 'number');
      }
    };
    if (/^\d{2,9}$/.test(text)) {
      const digits = [...text];
      for (const [at, digit] of digits.entries()) {
        const [before, after] = [text.slice(0, at), text.slice(at + 1)];
        yield* put([Number(before + digit + digit + after), Number(before + after)], 0.3);
        if (at + 1 < digits.length) yield* put([Number(before + after[0] + digit + after.slice(1))], 0.3);
        const others = Array.from({ length: 10 }, (_, other) => Number(before + other + after));
        yield* put(
          others.filter((other) => USUAL.includes(other)),
          0.35,
        );
        yield* put(others, 0.25);
      }
    }
    if (value > 0 && value < 1) yield* put([Number((1 - value).toPrecision(12)), 1 + value], 0.4);
    if (value > 1 && Number.isInteger(value)) yield* put(USUAL, 0.24);
  }
}

/** `table[column][row]` for `table[row][column]`. */
function* indices({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('MemberExpression')) {
    const { node } = place;
    const { object } = node;
    if (!node.computed || object.type !== 'MemberExpression' || !object.computed || !suspected(place))
      continue;
    const [first, second] = [source.slice(object.property), source.slice(node.property)];
    if (first !== second)
      yield replacing(node, `${source.slice(object.object)}[${second}][${first}]`, 0.5, 'indices');
  }
}

/** The larger or the smaller of what a place holds and what is put there. */
function* bounded({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('AssignmentExpression')) {
    const { left, right, operator } = place.node;
    const kind = scopes.kind(right);
    if (!suspected(place) || (kind !== 'number' && kind !== 'unknown')) continue;
    if (operator === '+=' || operator === '-=') yield* boundedStep(source, scopes, place);
    if (operator !== '=') continue;
    for (const call of ['Math.max', 'Math.min'])
      yield replacing(right, `${call}(${source.slice(left)}, ${source.slice(right)})`, 0.4, 'call around');
  }
}

/** A step that may not lead beyond a value in scope, or below nothing. */
function* boundedStep(
  source: Source,
  scopes: SpaceInput['scopes'],
  place: Place<NodeOf<'AssignmentExpression'>>,
): Generator<SpaceEdit> {
  const { node } = place;
  const [left, right] = [source.slice(node.left), source.slice(node.right)];
  const step = `${left} ${node.operator[0]} ${right}`;
  const limits = scopes
    .visible(place)
    .filter(({ name, kind }) => (kind === 'number' || kind === 'unknown') && name !== left && name !== right)
    .slice(0, LIMITS);
  for (const [call, names] of [
    ['Math.min', limits.map(({ name }) => name)],
    ['Math.max', ['0', ...limits.map(({ name }) => name)]],
  ] as const)
    for (const limit of names)
      yield replacing(node, `${left} = ${call}(${limit}, ${step})`, 0.28, 'bounded step');
}

/** In a text, marks that are wrong in an answer, replaced by those that a test waits for; letters and digits are data. */
function* replaced({ source, scopes, suspected, observed }: SpaceInput): Generator<SpaceEdit> {
  const pieces = (observed?.pieces ?? []).filter(
    ([was, wanted]) => was.length > 0 && was.length < 4 && !/[\p{L}\p{N}]/u.test(was + wanted),
  );
  if (pieces.length === 0) return;
  for (const place of source.of('Identifier', 'MemberExpression', 'CallExpression')) {
    const { node, key, parent } = place;
    const above = parent?.node.type ?? '';
    if (!suspected(place) || !/^(arguments|init|right|argument|object|body|expressions)$/.test(key)) continue;
    if (/Pattern|Import|Export|Update/.test(above) || (key === 'body' && !/^Arrow/.test(above))) continue;
    const kind = scopes.kind(node);
    if (kind !== 'string' && kind !== 'unknown') continue;
    for (const [was, wanted] of pieces)
      yield replacing(
        node,
        `${bracketed(source, node)}.replaceAll(${quoted(was)}, ${quoted(wanted)})`,
        kind === 'string' ? 0.3 : 0.24,
        'call behind',
      );
  }
}

/** The inverse step under a condition: `if (a < b) sum -= a; else sum += a;` for `sum += a;`. */
function* otherwise(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of('ExpressionStatement')) {
    const { node } = place;
    const inverse = inverseOf(source, node.expression);
    if (!inverse || !functionAround(place) || !suspected(place)) continue;
    const text = source.slice(node);
    for (const [rank, atom] of atomsAt(input, place).slice(0, ATOMS).entries())
      yield replacing(
        node,
        `if (${atom}) ${inverse} else ${text}`,
        rank < 32 ? 0.3 : 0.24,
        'branch with the inverse',
      );
  }
}

function inverseOf(source: Source, node: SpaceEdit['at']): string | null {
  if (node.type === 'AssignmentExpression') {
    const operator = INVERSE[node.operator];
    return operator ? `${source.slice(node.left)} ${operator} ${source.slice(node.right)};` : null;
  }
  if (node.type !== 'UpdateExpression') return null;
  return `${source.slice(node.argument)}${INVERSE[node.operator]};`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
