import type { Kind } from '../syntax/kinds.ts';
import { functionAround } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { atomsAt } from './atoms.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** The most expressions that are made up, and that are taken from the function, for one place. */
const MADE = 160;
const TAKEN = 16;
/** Longer ones are logic, not a slip. */
const LONGEST = 60;
/** Conditions under which one value or another is chosen, and where. */
const ATOMS = 24;
/** Calls of a function that a value is joined with; numbers and conditions of a step under a condition. */
const JOINED = 6;
const STEPPED = 8;
const STEPPED_ATOMS = 60;
const CHOSEN = /^(ReturnStatement|VariableDeclarator|BinaryExpression|AssignmentExpression|TemplateLiteral)$/;
const REPLACED = new Set([
  ...['Identifier', 'MemberExpression', 'CallExpression', 'BinaryExpression', 'Literal'],
  ...['ConditionalExpression', 'LogicalExpression'],
]);
const TAKEN_TYPES = /^(MemberExpression|CallExpression|BinaryExpression|LogicalExpression)$/;

/** One expression for another: of the same function, and made from the names in scope. */
export function* expressions(input: SpaceInput): Generator<SpaceEdit> {
  const { source, scopes, suspected, observed } = input;
  const made = new Map<string, string[]>();
  for (const place of source.places) {
    const { node } = place;
    if (!REPLACED.has(node.type) || node.end - node.start > 80 || !isResult(place) || !suspected(place))
      continue;
    const text = source.slice(node);
    const kind = scopes.kind(node);
    for (const other of taken(source, place).slice(0, TAKEN))
      if (other !== text) yield replacing(node, other, 0.22, 'another expression');
    if (kind === 'number' || kind === 'string' || kind === 'unknown') yield* joined(input, place, kind);
    if (kind === 'number') yield* chosen(input, place);
    if (place.key === 'argument' && place.parent?.node.type === 'ReturnStatement')
      for (const value of observed?.expected ?? [])
        if (value !== text) yield replacing(node, value, 0.12, 'expected value');
    if (CHOSEN.test(place.parent?.node.type ?? '') && node.type !== 'Literal' && kind !== 'boolean')
      for (const atom of atomsAt(input, place).slice(0, ATOMS))
        for (const other of ["''", '0', 'null', '-1', ...(observed?.expected ?? [])].slice(0, 6))
          yield replacing(node, `(${atom} ? ${other} : ${text})`, 0.15, 'choice');
    if (kind !== 'number' && kind !== 'unknown' && kind !== 'array') continue;
    const key = `${scopes.visible(place).map(({ name, kind }) => name + kind)}`;
    const list = made.get(key) ?? combined(scopes.visible(place));
    made.set(key, list);
    for (const other of list) if (other !== text) yield replacing(node, other, 0.15, 'another expression');
  }
}

/** A call or an element of the function and a value, as `costs.get(here) + cost` for `cost`. */
function* joined({ source }: SpaceInput, place: Place, kind: Kind): Generator<SpaceEdit> {
  const { node } = place;
  if (node.type === 'Literal') return;
  const inner = bracketed(source, node);
  // A name that only stands for another one lacks something.
  const isRenamed = place.parent?.node.type === 'VariableDeclarator' && node.type === 'Identifier';
  const weight = isRenamed ? 0.35 : 0.23;
  const others = taken(source, place).filter((text) => /[)\]]$/.test(text) && !/[<>=]/.test(text));
  for (const other of others.slice(0, JOINED)) {
    yield replacing(node, `(${other} + ${inner})`, weight, 'call and value');
    if (kind === 'string') yield replacing(node, `(${inner} + ${other})`, 0.23, 'call and value');
    if (kind === 'number') yield replacing(node, `(${inner} - ${other})`, 0.2, 'call and value');
    if (kind === 'number') yield replacing(node, `(${inner} * ${other})`, 0.15, 'call and value');
  }
}

/** A result with a step of arithmetic under a condition: `end < start ? end - start + 1440 : end - start`. */
function* chosen(input: SpaceInput, place: Place): Generator<SpaceEdit> {
  const { source, constants } = input;
  const { node } = place;
  if (
    !/^(ReturnStatement|VariableDeclarator|AssignmentExpression|ArrowFunctionExpression)$/.test(
      place.parent?.node.type ?? '',
    )
  )
    return;
  const own = source
    .of('Literal')
    .flatMap(({ node }) => (typeof node.value === 'number' ? [source.slice(node)] : []));
  // Differences of what the tests compared come last in the list, and are likeliest.
  const numbers = new Set(
    [...constants.toReversed(), ...own].filter((text) => /^\d+(\.\d+)?$/.test(text) && text !== '0'),
  );
  const inner = bracketed(source, node);
  const steps = [...numbers].slice(0, STEPPED).flatMap((number) => [`+ ${number}`, `- ${number}`]);
  for (const [rank, atom] of atomsAt(input, place).slice(0, STEPPED_ATOMS).entries())
    for (const step of steps)
      yield replacing(
        node,
        `(${atom} ? ${inner} ${step} : ${source.slice(node)})`,
        rank < ATOMS ? 0.2 : 0.16,
        'branch with arithmetic',
      );
}

/** Whether a place holds a value that is computed with, rather than a name of a member or of a call. */
function isResult({ node, parent, key }: Place): boolean {
  const above = parent?.node;
  if (!above) return false;
  if (/^(Return|If|While|For|DoWhile)Statement$/.test(above.type)) return true;
  if (above.type === 'TemplateLiteral') return key === 'expressions';
  if (above.type === 'VariableDeclarator') return key === 'init';
  if (above.type === 'AssignmentExpression') return key === 'right';
  if (above.type === 'CallExpression' || above.type === 'NewExpression') return key === 'arguments';
  if (above.type === 'MemberExpression') return above.computed && key === 'property';
  if (above.type === 'ArrowFunctionExpression') return key === 'body';
  if (above.type === 'ConditionalExpression' || above.type === 'ArrayExpression') return true;
  return /^(Binary|Logical)Expression$/.test(above.type) && node.type !== 'Literal';
}

/** Short expressions of the function around a place. */
function taken(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node;
  if (!owner) return [];
  const found = new Set<string>();
  for (const { node, key } of source.places) {
    if (node.start < owner.start || node.end > owner.end || !TAKEN_TYPES.test(node.type)) continue;
    if (key === 'callee' || node.end - node.start > LONGEST) continue;
    if (node.start <= place.node.start && node.end >= place.node.end) continue;
    found.add(source.slice(node));
  }
  return [...found];
}

/** Sums, products, elements and lengths of what is in scope. */
function combined(bindings: readonly { name: string; kind: Kind; how: string }[]): string[] {
  const values = bindings.filter(({ how }) => !['import', 'class', 'function'].includes(how)).slice(0, 8);
  const numbers = values.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const lists = values.filter(({ kind }) => kind === 'array' || kind === 'string').map(({ name }) => name);
  const terms = [...numbers, ...lists.map((name) => `${name}.length`)];
  const found: string[] = [];
  for (const list of lists) {
    for (const at of numbers) found.push(`${list}[${at}]`, `${list}[${at} - 1]`, `${list}[${at} + 1]`);
    found.push(`${list}[0]`, `${list}[${list}.length - 1]`);
  }
  for (const [rank, one] of terms.entries()) {
    for (const step of ['+ 1', '- 1']) found.push(`${one} ${step}`);
    for (const [at, other] of terms.entries()) {
      if (one === other) continue;
      found.push(`${one} - ${other}`);
      if (rank < at) found.push(`${one} + ${other}`, `${one} * ${other}`);
    }
  }
  for (const one of terms)
    for (const other of terms)
      if (one !== other) found.push(`${one} - ${other} - 1`, `${one} - ${other} + 1`, `${one} % ${other}`);
  return found.slice(0, MADE).map((text) => (/ /.test(text) ? `(${text})` : text));
}
