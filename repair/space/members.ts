import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** Names in scope, and entries of tables, that a missing member may have. */
const NAMES = 10;
const VALUES = 6;
/** What a member holds when it begins. */
const PLAIN = ['0', 'null', 'undefined', '[]', '{}', "''", 'true', 'false'];

/** A member that an object literal lacks: one that the tests wait for, one of its siblings, an entry of a table. */
export function* members(input: SpaceInput): Generator<SpaceEdit> {
  const { source, scopes, suspected, constants, observed } = input;
  const awaited = [...(observed?.absent ?? [])];
  for (const place of source.of('ObjectExpression')) {
    const { node } = place;
    const last = node.properties.at(-1);
    const isInside = functionAround(place) !== null;
    // A table outside of functions runs before any test.
    if (isInside && !suspected(place)) continue;
    const put = (text: string, weight: number): SpaceEdit => {
      const at = last ? last.end : node.start + 1;
      const edit = { start: at, end: at, text: last ? `, ${text}` : ` ${text} ` };
      return { edits: [edit], weight, at: node, kind: 'member added' };
    };
    const own = new Set(
      node.properties.map((each) => (each.type === 'Property' ? source.slice(each.key) : '')),
    );
    if (isInside)
      for (const name of awaited.filter((each) => !own.has(each))) {
        const bindings = scopes.visible(place).filter(({ how }) => how !== 'import' && how !== 'class');
        if (bindings.some((binding) => binding.name === name)) yield put(name, 0.5);
        for (const text of readsOf(source, name)) yield put(`${name}: ${text}`, 0.4);
        for (const binding of bindings.slice(0, NAMES)) {
          yield put(`${name}: ${binding.name}`, 0.3);
          if (/unknown|object/.test(binding.kind)) yield put(`${name}: ${binding.name}.${name}`, 0.35);
          if (/array|string/.test(binding.kind)) yield put(`${name}: ${binding.name}.length`, 0.3);
          if (/map|set/.test(binding.kind)) yield put(`${name}: ${binding.name}.size`, 0.3);
        }
        for (const value of PLAIN) yield put(`${name}: ${value}`, 0.25);
      }
    // What its siblings spell with names in scope.
    if (isInside && own.size > 0)
      for (const { name, how } of scopes.visible(place).slice(0, NAMES))
        if (how !== 'import' && how !== 'function' && /^\w+$/.test(name) && !own.has(name))
          yield put(name, 0.2);
    const isTable = node.properties.length > 1 && node.properties.every((each) => each.type === 'Property');
    if (!isTable || !last || last.type !== 'Property' || last.value.type !== 'Literal') continue;
    const isText = typeof last.value.value === 'string';
    const keys = constants.filter(
      (each) => /^['"][\w-]+['"]$/.test(each) && !own.has(each) && !own.has(each.slice(1, -1)),
    );
    const values = [...(observed?.expected ?? []), ...constants].filter(
      (each) => /^['"]/.test(each) === isText,
    );
    for (const key of keys.slice(0, VALUES))
      for (const value of new Set(values.slice(0, VALUES)))
        if (value !== key) yield put(`${key}: ${value}`, 0.2);
  }
}

/** Expressions of the file that read a member of this name. */
function readsOf(source: Source, name: string): string[] {
  const found = source
    .of('MemberExpression')
    .filter(({ node }) => memberName(node) === name && node.end - node.start < 40)
    .map(({ node }) => source.slice(node));
  return [...new Set(found)].slice(0, 4);
}
