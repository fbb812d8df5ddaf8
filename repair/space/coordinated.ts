import { functionAround } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { SpaceEdit } from './space-edit.ts';

/** More sites are no longer one mistake. */
const SITES = 8;

/** What is put around a value, or behind it. */
const PUT_AROUND = /^(arithmetic|off by one|call around|call behind|spread|instead of absent)$/;

/** What two places may have exchanged, and how far they stand apart at most. */
const EXCHANGED = /^(method|operator|name|number|member|text|boolean)$/;
const NEAR = 160;
/** Two operators are exchanged less often than one of them is wrong. */
const RARE = 0.4;

/**
 * The same change at several places: of one text into another, in one function or in the whole file, at all places or at
 * two of them.
 */
export function coordinatedEdits(source: Source, singles: readonly SpaceEdit[]): SpaceEdit[] {
  const groups = new Map<string, SpaceEdit[]>();
  for (const single of singles) {
    const [edit, more] = single.edits;
    if (!edit || more) continue;
    const isAdded = edit.start === edit.end;
    if (isAdded && single.kind !== 'statement added') continue;
    const before = isAdded ? source.slice(single.at) : source.text.slice(edit.start, edit.end);
    if (before.length > 60) continue;
    const side = isAdded ? `\0${edit.start === single.at.start}` : '';
    const key = `${single.kind}\0${before}\0${edit.text.trim()}${side}`;
    groups.set(key, [...(groups.get(key) ?? []), single]);
    // The same put around or behind different values: both sides of a comparison, all parts of a result.
    if (before.length < 2 && !/\w/.test(before)) continue;
    const around = edit.text.split(before).join('\0');
    if (!PUT_AROUND.test(single.kind) || around === edit.text) continue;
    const parent = source.placeOf(single.at).parent?.node;
    const beside = `${single.kind}\0${around}\0${parent?.start ?? ''},${parent?.end ?? ''}`;
    const set = groups.get(beside) ?? [];
    if (set.every(({ edits }) => (edits[0]?.end ?? 0) <= edit.start || (edits[0]?.start ?? 0) >= edit.end))
      groups.set(beside, [...set, single]);
  }
  const found: SpaceEdit[] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const byOwner = new Map<unknown, SpaceEdit[]>();
    for (const single of group) {
      const owner = functionAround(source.placeOf(single.at))?.node ?? null;
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), single]);
    }
    const sets = [...byOwner.values()];
    if (sets.length > 1) sets.push(group);
    // What both sides of an expression lack is one mistake.
    const parents = new Set(group.map(({ at }) => source.placeOf(at).parent?.node));
    for (const set of sets) {
      if (set.length < 2 || set.length > SITES) continue;
      const all = together(set);
      found.push(parents.size === 1 ? { ...all, weight: set[0]?.weight ?? all.weight } : all);
      if (set.length === 2 || set.length > 4) continue;
      for (const [index, one] of set.entries())
        for (const other of set.slice(index + 1)) found.push(together([one, other]));
    }
  }
  found.push(...exchanges(source, groups));
  return found.sort((a, b) => b.weight - a.weight);
}

/** Two near places of a function whose texts are exchanged: `min` and `max` of two calls, two operators, two names. */
function exchanges(source: Source, groups: ReadonlyMap<string, SpaceEdit[]>): SpaceEdit[] {
  const found: SpaceEdit[] = [];
  for (const [key, ones] of groups) {
    const [kind = '', before = '', after = '', more] = key.split('\0');
    if (!EXCHANGED.test(kind) || more !== undefined || before >= after) continue;
    for (const one of ones.slice(0, SITES))
      for (const other of (groups.get(`${kind}\0${after}\0${before}`) ?? []).slice(0, SITES)) {
        const [a, b] = [source.placeOf(one.at), source.placeOf(other.at)];
        if (Math.abs(one.at.start - other.at.start) > NEAR) continue;
        if (functionAround(a)?.node !== functionAround(b)?.node || overlap(one, other)) continue;
        const both = together([one, other]);
        found.push({ ...both, weight: Math.min(both.weight, RARE), kind: `${kind} exchanged` });
      }
  }
  return found;
}

/** Two changes of different places in one. */
export function* pairsOf(first: readonly SpaceEdit[], second: readonly SpaceEdit[]): Generator<SpaceEdit> {
  for (const one of first) {
    for (const other of second) {
      if (one === other || overlap(one, other)) continue;
      yield {
        ...together([one, other]),
        weight: one.weight * other.weight * 0.7,
        kind: `${one.kind} and ${other.kind}`,
      };
    }
  }
}

function together(set: readonly SpaceEdit[]): SpaceEdit {
  const [first] = set as [SpaceEdit];
  return { ...first, edits: set.flatMap(({ edits }) => edits), weight: first.weight * 0.8 };
}

function overlap(one: SpaceEdit, other: SpaceEdit): boolean {
  return one.edits.some((a) =>
    other.edits.some((b) => (a.start === b.start && a.end === b.end) || (a.start < b.end && b.start < a.end)),
  );
}
