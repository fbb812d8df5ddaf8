import type { Binding } from '../syntax/binding.ts';
import { ancestors, functionAround, is, isFunction, isLoop } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { insertAfter, insertBefore, statementLists } from './helpers/lists.ts';

const FILLS: Partial<Record<Binding['kind'], { by: string; read: RegExp }>> = {
  set: { by: 'add', read: /\.(has|size)\b/ },
  array: { by: 'push', read: /\.(includes|length|pop|shift|join|indexOf)\b|\[/ },
  map: { by: 'set', read: /\.(has|get|size)\b/ },
};

/** A collection that is looked into but never filled, or not on every path: what is in hand is put into it. */
export const fillCollection: Template = {
  name: 'fill-collection',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit =
      clues.has('overflow', 'hang') || clues.differences.has('too_short') || clues.differences.has('empty')
        ? 1.2
        : 1;
    for (const { place, statements } of statementLists(source)) {
      const owner = isFunction(place.parent?.node ?? place.node) ? place.parent : functionAround(place);
      const [first, last] = [statements[0], statements.at(-1)];
      if (!owner || !first || !last) continue;
      const text = source.slice(owner.node);
      const visible = scopes.visible(source.placeOf(last));
      for (const collection of visible) {
        const fill = FILLS[collection.kind];
        if (!fill || collection.kind === 'map' || isWorkedOff(place, collection.name, source)) continue;
        const used = new RegExp(`(?<![\\w$.])${collection.name.replace(/\$/g, '\\$')}(?=\\W)`);
        if (!used.test(text)) continue;
        const filled = new RegExp(
          `${used.source}(\\.(${fill.by}|unshift|splice|concat)\\(|\\[[^\\]\\n]+\\] (\\?\\?)?= )`,
        ).test(text);
        const read = new RegExp(used.source + fill.read.source).test(text);
        for (const [rank, item] of itemsFor(visible, collection, first.start).entries()) {
          const line = `${collection.name}.${fill.by}(${item.name});`;
          if (source.slice(place.node).includes(line)) continue;
          const loop = place.parent && isLoop(place.parent.node) ? 1.1 : 1;
          const prior = (filled ? 0.15 : read ? 0.58 : 0.3) * loop * 0.9 ** rank * fit;
          const rationale = `Add "${item.name}" to "${collection.name}"${filled ? ' here too' : ', which is never filled'}.`;
          const ends = is(
            source.placeOf(last),
            'ReturnStatement',
            'BreakStatement',
            'ContinueStatement',
            'ThrowStatement',
          );
          yield {
            edits: ends ? insertBefore(source, last, line) : insertAfter(source, last, line),
            rationale,
            prior: prior * 0.95,
            at: last,
          };
          if (first !== last && item.start < first.start)
            yield { edits: insertBefore(source, first, line), rationale, prior, at: first };
        }
      }
    }
  },
};

/** Whether a loop around goes over the collection: it would never end. */
function isWorkedOff(place: Place, name: string, source: Source): boolean {
  return [...ancestors(place)].some(
    (at) => is(at, 'ForOfStatement') && source.slice(at.node.right).startsWith(name),
  );
}

/** What may be put into a collection: the loop's variable and parameters before the rest. */
function itemsFor(visible: readonly Binding[], collection: Binding, before: number): Binding[] {
  const order = (binding: Binding) => (binding.how === 'loop' ? 0 : binding.how === 'parameter' ? 1 : 2);
  return (
    visible
      .filter((binding) => binding !== collection && !['function', 'import', 'class'].includes(binding.how))
      // By convention a name like `_unused` is not used.
      .filter(({ name }) => !name.startsWith('_'))
      .filter(({ kind }) => !['set', 'map', 'function'].includes(kind))
      .map((binding) => ({ binding, late: binding.start > before ? 1 : 0 }))
      .sort((a, b) => order(a.binding) - order(b.binding) || a.late - b.late)
      .map(({ binding }) => binding)
      .slice(0, 4)
  );
}
