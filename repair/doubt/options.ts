import type { Node } from 'oxc-parser';
import { bare, type FunctionNode, functionName, identifierName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** What an argument that tests may leave out can be besides. */
export interface Optional {
  /** Its place among the arguments. */
  at: number;
  /** Other values, or of one member where the argument is an object of options. */
  values: unknown[];
  member?: string;
}

/** Values that are put in the place of an absent one, of each kind. */
const FUNCTIONS: readonly [RegExp, readonly string[]][] = [
  [/random/i, ['() => 0.5', '() => 0.9']],
  [/compar|order|sort/i, ['(a, b) => b - a', '(a, b) => a.valueOf() - b.valueOf()']],
  [/now|clock|time/i, ['() => 1000000']],
];

/** The optional parameters and options of the functions and constructors of a file, by the name of the function or class. */
export function optionalsOf(sources: readonly Source[]): Map<string, Optional[]> {
  const found = new Map<string, Optional[]>();
  for (const source of sources) {
    const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
    for (const place of functions as Place<FunctionNode>[]) {
      const name = nameOf(place);
      const list = name
        ? place.node.params.flatMap((param, at) => optionalAt(source, place, param as Node, at))
        : [];
      if (name && list.length > 0) found.set(name, list);
    }
  }
  return found;
}

/** How a test calls it: its own name, or that of its class. */
function nameOf(place: Place<FunctionNode>): string | null {
  const { parent } = place;
  if (parent?.node.type !== 'MethodDefinition') return functionName(place);
  if (parent.node.kind !== 'constructor') return null;
  const owner = parent.parent?.parent?.node;
  return owner?.type === 'ClassDeclaration' ? identifierName(owner.id) : null;
}

function optionalAt(source: Source, place: Place<FunctionNode>, param: Node, at: number): Optional[] {
  const isDefault = param.type === 'AssignmentPattern';
  const target = isDefault ? (param.left as Node) : param;
  if (target.type === 'ObjectPattern') return membersOf(source, target, at);
  if (target.type !== 'Identifier') return [];
  const inside = destructuredIn(source, place, target.name).flatMap((pattern) =>
    membersOf(source, pattern, at),
  );
  const read = readWithDefaults(source, place, target.name, at);
  const values = isDefault ? othersOf(source, target.name, param.right) : [];
  return [...inside, ...read, ...(values.length > 0 ? [{ at, values }] : [])];
}

function membersOf(source: Source, pattern: Node, at: number): Optional[] {
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((each) => {
    if (each.type !== 'Property' || each.value.type !== 'AssignmentPattern') return [];
    const member = source.slice(each.key);
    const values = othersOf(source, member, each.value.right);
    return values.length > 0 ? [{ at, member, values }] : [];
  });
}

/** Patterns by which a function takes a parameter apart: `const { limit = 10 } = options;`. */
function destructuredIn(source: Source, { node }: Place<FunctionNode>, name: string): Node[] {
  return source
    .of('VariableDeclarator')
    .filter(
      ({ node: { start, end, init } }) =>
        start > node.start && end < node.end && identifierName(init) === name,
    )
    .map(({ node: { id } }) => id as Node);
}

/** `options.limit ?? 10`. */
function readWithDefaults(
  source: Source,
  { node }: Place<FunctionNode>,
  name: string,
  at: number,
): Optional[] {
  return source
    .of('LogicalExpression')
    .filter(({ node: { start, end, operator } }) => start > node.start && end < node.end && operator !== '&&')
    .flatMap(({ node: { left, right } }) => {
      const value = bare(left);
      const inner = value.type === 'MemberExpression' && !value.computed ? value : null;
      if (!inner || identifierName(inner.object) !== name) return [];
      const member = source.slice(inner.property);
      const values = othersOf(source, member, right);
      return values.length > 0 ? [{ at, member, values }] : [];
    });
}

/** Other values of the kind of a default. */
function othersOf(source: Source, name: string, given: Node): unknown[] {
  const node = bare(given);
  if (node.type === 'Literal') {
    const { value } = node;
    if (typeof value === 'number')
      return [...new Set([value * 2 || 2, value + 1, 1, 3, 0, value / 2])].filter((each) => each !== value);
    if (typeof value === 'boolean') return [!value];
    if (typeof value === 'string') return ['', '-', ', ', 'x'].filter((each) => each !== value).slice(0, 3);
    return [];
  }
  if (source.slice(node) === 'Infinity') return [1, 2, 3, 5];
  if (!/^(Identifier|MemberExpression|ArrowFunctionExpression|FunctionExpression)$/.test(node.type))
    return [];
  const about = `${name} ${node.type === 'ArrowFunctionExpression' ? '' : source.slice(node)}`;
  const texts = FUNCTIONS.find(([pattern]) => pattern.test(about))?.[1] ?? [];
  return texts.map((text) => ({ $call: { source: text } }));
}

/** Arguments with options that no test gives, one or two of them, the first values of each before the next ones. */
export function withOptions(
  args: readonly unknown[],
  optionals: readonly Optional[],
  most: number,
): unknown[][] {
  const found: unknown[][] = [];
  const rounds = Math.max(0, ...optionals.map(({ values }) => values.length));
  for (let rank = 0; rank < rounds; rank += 1)
    for (const [index, each] of optionals.entries()) {
      if (rank >= each.values.length) continue;
      const one = withOption(args, each, rank);
      found.push(one);
      const next = optionals[index + 1];
      if (next) found.push(withOption(one, next, rank % next.values.length));
    }
  return found.slice(0, most);
}

function withOption(args: readonly unknown[], { at, member, values }: Optional, rank: number): unknown[] {
  const made = Array.from({ length: Math.max(args.length, at + 1) }, (_, index) =>
    index < args.length ? args[index] : { $value: 'undefined' },
  );
  if (member === undefined) made[at] = values[rank];
  else made[at] = { ...(isOptions(made[at]) ? made[at] : {}), [member]: values[rank] };
  return made;
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('$value' in value) && !Array.isArray(value);
}
