import type { Binding } from '../syntax/binding.ts';
import { ancestors, functionAround, isLoop, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { ownCalls } from './own-calls.ts';
import type { SpaceInput } from './space-edit.ts';

/** The most statements that are made up at one place. */
const MOST = 96;

/** Short statements that only use names in scope: steps of counters, assignments, values added to lists. */
export function synthesized(input: SpaceInput, place: Place): { text: string; weight: number }[] {
  const { source, scopes } = input;
  const found = new Map<string, number>();
  const add = (text: string, weight: number) => found.set(text, Math.max(weight, found.get(text) ?? 0));
  const owner = functionAround(place);
  const bindings = scopes.visible(place).filter(({ how }) => !['import', 'class', 'function'].includes(how));
  const isField = ({ name }: { name: string }) => name.startsWith('this.');
  const writable = bindings.filter(({ how }) => how === 'variable' || how === 'parameter');
  const written = [
    ...writable.filter((binding) => !isField(binding)).slice(0, 6),
    ...writable.filter(isField).slice(0, 6),
  ];
  const loops = [...ancestors(place)].filter(
    (at) => isLoop(at.node) && at.node.start >= (owner?.node.start ?? 0),
  );
  const inner = bindings.filter(({ scope }) => loops.some(({ node }) => scope.start >= node.start));
  // What a loop made most likely goes into what stands outside of it.
  const values = [...inner, ...bindings.filter((binding) => !inner.includes(binding))].slice(0, 6);
  for (const { name, kind, how } of written) {
    if (kind === 'number' || kind === 'unknown') {
      for (const step of [' += 1', ' -= 1', ' = 0', ' = 1'])
        if (how === 'variable') add(`${name}${step};`, 0.3);
    }
    if (kind === 'boolean')
      for (const value of ['true', 'false', `!${name}`]) add(`${name} = ${value};`, 0.3);
    if (kind === 'number' && how === 'variable') add(`${name} = -${name};`, 0.3);
    if (kind === 'string') add(`${name} = '';`, 0.3);
    for (const nothing of ['undefined', 'null'])
      if (comparesWith(source, name, nothing)) add(`${name} = ${nothing};`, 0.3);
    for (const other of values) {
      if (other.name === name) continue;
      const isLike = name.startsWith('this.') && kind !== 'unknown' && kind === other.kind;
      add(`${name} = ${other.name};`, inner.includes(other) || isLike ? 0.3 : 0.2);
      if (kind === 'number' || kind === 'string' || kind === 'unknown') {
        // What was computed from a rest is most likely taken off it.
        const isTaken = other.how === 'constant' && madeFrom(source, other).includes(name);
        add(`${name} += ${other.name};`, isTaken ? 0.3 : 0.25);
        if (kind !== 'string') add(`${name} -= ${other.name};`, isTaken ? 0.35 : 0.2);
        if (!isTaken) continue;
        // The rest of a division: what was taken so often, or what is left.
        for (const by of values.filter(
          (each) => each !== other && madeFrom(source, other).includes(each.name),
        )) {
          if (by.name === name) continue;
          add(`${name} -= ${other.name} * ${by.name};`, 0.3);
          add(`${name} %= ${by.name};`, 0.3);
        }
      }
    }
  }
  const arrays = bindings.filter(({ kind }) => kind === 'array');
  const lists = [
    ...arrays.filter((binding) => !isField(binding)).slice(0, 3),
    ...arrays.filter(isField).slice(0, 3),
  ];
  for (const { name, kind, how } of written)
    for (const list of lists)
      if (how === 'variable' && kind === 'number') add(`${name} = ${list.name}.length;`, 0.25);
  // What was gathered is begun anew.
  for (const { name, how } of lists) add(how === 'variable' ? `${name} = [];` : `${name}.length = 0;`, 0.28);
  for (const { name, kind } of bindings) if (kind === 'map' || kind === 'set') add(`${name}.clear();`, 0.25);
  for (const { name } of lists) {
    for (const first of ['0', '1']) add(`${name}[0] = ${first};`, 0.2);
    add(`${name}.push(null);`, 0.2);
    for (const { name: value, kind } of values) {
      if (value === name) continue;
      if (kind === 'array') add(`${name}.push(...${value});`, 0.3);
      add(`${name}.push(${value});`, 0.3);
      for (const { name: second } of values.slice(0, 4))
        if (second !== value && second !== name) add(`${name}.push([${value}, ${second}]);`, 0.25);
      if (inner.some((binding) => binding.name === value && binding.kind === 'number'))
        for (const { name: what } of values) if (what !== value) add(`${name}[${value}].push(${what});`, 0.2);
    }
    for (const call of ['pop()', 'shift()', 'reverse()', 'sort()', 'sort((a, b) => a - b)'])
      add(`${name}.${call};`, 0.2);
  }
  for (const { name, kind } of bindings) {
    if (kind === 'set')
      for (const { name: value } of values) if (value !== name) add(`${name}.add(${value});`, 0.35);
    if (kind === 'set' || kind === 'map')
      for (const { name: value } of values) if (value !== name) add(`${name}.delete(${value});`, 0.25);
    if (kind !== 'map' && kind !== 'object') continue;
    for (const { name: key } of values.slice(0, 4)) {
      if (key === name) continue;
      if (kind === 'object') add(`delete ${name}[${key}];`, 0.25);
      for (const value of [...values.slice(0, 4).map((each) => each.name), '[]', '1', '0', 'true'])
        if (value !== name && value !== key)
          add(kind === 'map' ? `${name}.set(${key}, ${value});` : `${name}[${key}] = ${value};`, 0.25);
    }
  }
  // What is asked for is put in somewhere.
  for (const { node } of source.of('CallExpression')) {
    const { callee, arguments: args } = node;
    if (callee.type === 'MemberExpression' && memberName(callee) === 'has' && args[0])
      if (owner && node.start >= owner.node.start && node.end <= owner.node.end)
        add(`${source.slice(callee.object)}.add(${source.slice(args[0])});`, 0.35);
  }
  for (const text of forgotten(source, owner)) add(text, 0.5);
  for (const text of resets(source, place)) add(text, 0.4);
  for (const { text, weight } of ownCalls(input, place)) add(text, weight);
  // What the function writes elsewhere, written with other values.
  for (const { node, parent } of source.of('AssignmentExpression')) {
    if (!owner || node.start < owner.node.start || node.end > owner.node.end) continue;
    if (parent?.node.type !== 'ExpressionStatement' || node.left.type !== 'MemberExpression') continue;
    for (const value of [...values.slice(0, 5).map((each) => each.name), '0', '1', 'true', '[]'])
      add(`${source.slice(node.left)} = ${value};`, 0.25);
  }
  // The inverse of a step that stands nearby.
  for (const { node } of source.of('AssignmentExpression')) {
    const inverse = { '+=': '-=', '-=': '+=' }[node.operator as string];
    if (inverse && owner && node.start >= owner.node.start && node.end <= owner.node.end)
      add(`${source.slice(node.left)} ${inverse} ${source.slice(node.right)};`, 0.3);
  }
  return [...found]
    .map(([text, weight]) => ({ text, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST);
}

/** What a collection keeps though it failed later: `promise.catch(() => cache.delete(key));`. */
function* forgotten(source: Source, owner: Place | null): Generator<string> {
  if (!owner || !/\basync\b|\bPromise\b|\.then\(/.test(source.text)) return;
  for (const { node } of source.of('CallExpression')) {
    const { callee, arguments: args } = node;
    const [key, value] = args;
    if (callee.type !== 'MemberExpression' || memberName(callee) !== 'set' || !key) continue;
    if (value?.type !== 'Identifier' || node.start < owner.node.start || node.end > owner.node.end) continue;
    const kept = `() => ${source.slice(callee.object)}.delete(${source.slice(key)})`;
    const reads = source
      .of('MemberExpression')
      .filter(({ node: { object } }) => object.type === 'Identifier' && object.name === value.name)
      .map((place) => source.slice(place.node));
    for (const text of new Set([value.name, ...reads.slice(0, 6)])) yield `${text}.catch(${kept});`;
  }
}

/** Fields of the class around a place, set to what they begin with: `this.seen = [];`. */
function resets(source: Source, place: Place): string[] {
  const body = [...ancestors(place)].find(({ node }) => node.type === 'ClassBody');
  return source
    .of('PropertyDefinition')
    .filter(({ node, parent }) => parent === body && !node.static && !node.computed && !node.readonly)
    .flatMap(({ node: { key, value } }) => {
      const begun = value ? source.slice(value) : '';
      return /^(\[\]|\{\}|null|undefined|''|0|false|new (Map|Set)\(\))$/.test(begun)
        ? [`this.${source.slice(key)} = ${begun};`]
        : [];
    })
    .slice(0, 4);
}

/** Whether a file asks whether a name has a value, or gives it none elsewhere. */
function comparesWith({ text }: Source, name: string, value: string): boolean {
  const bare = name.replace('this.', '');
  return [' === ', ' !== ', ' == ', ' != ', ' = '].some((operator) => text.includes(bare + operator + value));
}

/** The text from which a name has its value. */
function madeFrom(source: Source, { start }: Binding): string {
  return /^[\w$]+\s*=(.*)/.exec(source.text.slice(start, start + 120))?.[1] ?? '';
}
