import type { Binding } from '../syntax/binding.ts';
import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { SpaceInput, Unread } from './space-edit.ts';
import { statesNear } from './states.ts';

/** The most atoms at one place. */
const ATOMS = 140;
/** Names that come before comparisons of two things: most guards ask whether a parameter is there at all. */
const SPECIFIC = 3;

/** Simple conditions about the names in scope at a place, and those that stand elsewhere in its function. */
export function atomsAt({ source, scopes, unread = [] }: SpaceInput, place: Place): string[] {
  const atoms = new Set<string>();
  const bindings = scopes.visible(place).filter(({ how }) => !['import', 'class', 'function'].includes(how));
  for (const text of conditionsNear(source, place)) atoms.add(text);
  for (const text of alikeNamed(source, bindings)) atoms.add(text);
  for (const text of statesNear(source, place)) atoms.add(text);
  for (const text of aboutUnread(unread, bindings)) atoms.add(text);
  for (const text of aboutLast(bindings)) atoms.add(text);
  for (const [rank, { name, kind }] of bindings.slice(0, 10).entries()) {
    if (rank === SPECIFIC) for (const text of specific(source, place, bindings)) atoms.add(text);
    if (kind === 'number')
      for (const test of ['=== 0', '< 0', '<= 0', '> 0', '=== 1']) atoms.add(`${name} ${test}`);
    else if (kind === 'boolean') atoms.add(name).add(`!${name}`);
    else if (kind === 'array' || kind === 'string') {
      atoms.add(`${name}.length === 0`).add(`${name}.length > 0`).add(`!${name}`).add(`${name}.length === 1`);
    } else if (kind === 'map' || kind === 'set') atoms.add(`${name}.size === 0`);
    else {
      for (const test of [`!${name}`, name, `${name} === undefined`, `${name} === null`, `${name} == null`])
        atoms.add(test);
      for (const test of ['=== 0', '<= 0', '< 0']) atoms.add(`${name} ${test}`);
      atoms.add(`${name}?.length === 0`).add(`Array.isArray(${name})`).add(`!Array.isArray(${name})`);
      atoms
        .add(`typeof ${name} !== 'object'`)
        .add(`Number.isNaN(${name})`)
        .add(`typeof ${name} === 'string'`);
    }
  }
  for (const text of specific(source, place, bindings)) atoms.add(text);
  const numbers = bindings.filter(({ kind }) => kind === 'number' || kind === 'unknown').slice(0, 5);
  for (const one of numbers) {
    for (const other of numbers) {
      if (one === other) continue;
      for (const operator of ['===', '<', '>']) atoms.add(`${one.name} ${operator} ${other.name}`);
    }
  }
  const sized = bindings.filter(({ kind }) => ['array', 'string', 'unknown'].includes(kind)).slice(0, 4);
  for (const { name } of sized) {
    for (const { name: other } of numbers.slice(0, 3))
      if (other !== name)
        for (const operator of ['<=', '>', '<']) atoms.add(`${name}.length ${operator} ${other}`);
    for (const { name: other } of sized) if (other !== name) atoms.add(`${name}.length > ${other}.length`);
    for (const test of ['=== 0', '< 2', '> 1', '!== 1']) atoms.add(`${name}.length ${test}`);
  }
  for (const text of aboutCollections(bindings)) atoms.add(text);
  for (const text of aboutMembers(source, place)) atoms.add(text);
  return [...atoms].slice(0, ATOMS);
}

/** A number against a member and against the length of a text or list; a member as a key of a collection. */
function specific(source: Source, place: Place, bindings: readonly Binding[]): string[] {
  const members = membersNear(source, place).filter((text) => !/\.(length|size)$/.test(text));
  const named = new Set(bindings.map(({ name }) => name));
  const known = members.filter((text) => named.has(/^\w+/.exec(text)?.[0] ?? '') || text.startsWith('this.'));
  const isCounted = ({ kind, how }: Binding) =>
    kind === 'number' || (kind === 'unknown' && how === 'constant');
  const numbers = bindings.filter(isCounted).slice(0, 3);
  const sized = bindings.filter(({ kind }) => kind === 'array' || kind === 'string').slice(0, 2);
  const holders = bindings.filter(({ kind }) => kind === 'map' || kind === 'set').slice(0, 2);
  // Where the file asks for types, one may be missing.
  const types = source.text.includes('typeof ') ? ['number', 'string'] : [];
  return [
    ...known.slice(0, 4).flatMap((member) => types.map((type) => `typeof ${member} !== '${type}'`)),
    ...numbers.flatMap(({ name }) => sized.map((list) => `${name} !== ${list.name}.length`)),
    ...numbers.flatMap(({ name }) =>
      known.slice(0, 4).flatMap((member) => [`${name} > ${member}`, `${name} < ${member}`]),
    ),
    ...holders.flatMap(({ name }) =>
      known.slice(0, 3).flatMap((member) => [`!${name}.has(${member})`, `${name}.has(${member})`]),
    ),
  ];
}

/** Members that are named as a name in scope, compared with it: `lot.expires === expires`. */
function alikeNamed(source: Source, bindings: readonly Binding[]): string[] {
  const members = new Map<string, Set<string>>();
  for (const { node } of source.of('MemberExpression')) {
    const name = node.computed ? null : memberName(node);
    if (name && node.object.type === 'Identifier')
      members.set(name, (members.get(name) ?? new Set<string>()).add(node.object.name));
  }
  const objects = bindings.filter(({ kind }) => kind === 'unknown' || kind === 'object').slice(0, 4);
  return bindings.flatMap(({ name }) => {
    const known = members.get(name);
    return known
      ? objects
          .filter((object) => object.name !== name && (known.has(object.name) || objects.length < 3))
          .flatMap((object) => [`${object.name}.${name} === ${name}`, `${object.name}.${name} !== ${name}`])
      : [];
  });
}

/** Members of the tests' objects that nothing reads: what they are for is likely what is missing. */
function aboutUnread(unread: readonly Unread[], bindings: readonly Binding[]): string[] {
  const objects = bindings.filter(({ kind }) => kind === 'unknown' || kind === 'object').slice(0, 3);
  const others = bindings.filter(({ kind }) => kind === 'unknown' || kind === 'number' || kind === 'string');
  return unread.slice(0, 3).flatMap(({ name: member, kind }) =>
    objects.flatMap(({ name }) => {
      const read = `${name}.${member}`;
      const against = others.filter((other) => other.name !== name).slice(0, 4);
      const operators = kind === 'number' ? ['<', '>', '<=', '>='] : ['===', '!=='];
      const compared = kind === 'number' || kind === 'string' ? against : [];
      return [
        ...compared.flatMap((other) => operators.map((operator) => `${other.name} ${operator} ${read}`)),
        ...[read, `!${read}`],
      ];
    }),
  );
}

/** Whether a number is the last index of a list. */
function aboutLast(bindings: readonly Binding[]): string[] {
  const lists = bindings.filter(({ kind }) => kind === 'array').slice(0, 2);
  const numbers = bindings.filter(({ kind }) => kind === 'number' || kind === 'unknown').slice(0, 3);
  return numbers.flatMap(({ name }) =>
    lists.flatMap((list) => [`${name} === ${list.name}.length - 1`, `${name} !== ${list.name}.length - 1`]),
  );
}

/** Whether a collection in scope holds a value in scope. */
function aboutCollections(bindings: readonly Binding[]): string[] {
  const holders = bindings.filter(({ kind }) => ['map', 'set', 'array', 'object'].includes(kind)).slice(0, 4);
  const values = bindings.filter(({ kind }) => ['unknown', 'string', 'number'].includes(kind)).slice(0, 3);
  const test = ({ kind, name }: Binding, value: string) =>
    kind === 'object'
      ? `(${value} in ${name})`
      : `${name}.${kind === 'array' ? 'includes' : 'has'}(${value})`;
  const lists = bindings.filter(({ kind }) => kind === 'array' || kind === 'object').slice(0, 3);
  const keys = bindings.filter(({ kind }) => kind === 'number' || kind === 'string').slice(0, 3);
  const entries = lists.flatMap((list) =>
    keys.flatMap(({ name }) => [`${list.name}[${name}]`, `!${list.name}[${name}]`]),
  );
  const held = holders.flatMap((holder) =>
    values.flatMap(({ name }) => {
      if (name === holder.name) return [];
      const held = test(holder, name);
      return [held, `!${held}`];
    }),
  );
  return [...held, ...entries];
}

/** Whether the members that the function reads are there. */
function aboutMembers(source: Source, place: Place): string[] {
  return membersNear(source, place)
    .filter((text) => !/\.(length|size)$/.test(text))
    .slice(0, 6)
    .flatMap((text) => [
      ...(source.text.includes('Infinity') ? [`${text} === Infinity`] : []),
      `${text} === 0`,
      `!${text}`,
      `${text} === undefined`,
      text,
      `${text} === ''`,
      `${text} === null`,
      `${text} < 0`,
    ]);
}

/** Short members that the function around a place reads. */
function membersNear(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node ?? source.program;
  const members = new Set<string>();
  for (const { node, key, parent } of source.of('MemberExpression')) {
    const isSet = key === 'left' && parent?.node.type === 'AssignmentExpression';
    if (node.start < owner.start || node.end > owner.end || key === 'callee' || isSet) continue;
    if (node.end - node.start < 24 && !/[(?\n]/.test(source.slice(node))) members.add(source.slice(node));
  }
  return [...members];
}

function conditionsNear(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node ?? source.program;
  return source
    .of('IfStatement', 'ConditionalExpression', 'WhileStatement')
    .filter(
      ({ node }) =>
        node.start >= owner.start && node.end <= owner.end && node.test.end - node.test.start < 60,
    )
    .map(({ node }) => source.slice(node.test))
    .slice(0, 8);
}
