import { alignLists, type Step } from './align.ts';
import { Comparison, type Region } from './compare.ts';
import type { Unit } from './units.ts';

/** How the statements of two programs differ. */
export interface Difference {
  regions: (Region & { unit: Unit; before: Unit; run: number })[];
  lost: { unit: Unit; run: number }[];
  added: { unit: Unit; run: number }[];
  /** Statements that stand around or behind others than before. */
  moved: { unit: Unit; run: number }[];
}

/** A statement of fewer pieces says too little to be known again among many. */
const TELLING = 5;
/** Statements that hold others are taken for their like only. */
const HOLDS = /^(?:if|else|for|For\w+|\w*While\w*|switch|case|try|catch|finally|class|function|method)\b/;
/** How much of the cost of leaving one out and writing the other a pair may have. */
const ALIKE = 0.7;

/** So many pairs of statements are compared between two that are known again; a part that is written anew has more. */
const MOST_PAIRS = 2500;

/** Brings the statements of two programs together. */
export function differenceOf(olds: Unit[], news: Unit[]): Difference {
  const comparison = new Comparison();
  const difference: Difference = { regions: [], lost: [], added: [], moved: [] };
  const partner = new Map<Unit, Unit>();
  // Statements that follow each other and are all changed are one run.
  let run = 0;
  for (const { one, other } of stepsOf(olds, news, comparison)) {
    if (one && other) {
      partner.set(one.unit, other.unit);
      const found = comparison.regions(one.unit.part, other.unit.part);
      if (found.length === 0) run += 1;
      difference.regions.push(
        ...found.map((region) => ({ ...region, unit: other.unit, before: one.unit, run })),
      );
    } else if (one) difference.lost.push({ unit: one.unit, run });
    else if (other) difference.added.push({ unit: other.unit, run });
  }
  takeMoved(difference, partner);
  return difference;
}

interface Item {
  key: string;
  unit: Unit;
}

function stepsOf(olds: Unit[], news: Unit[], comparison: Comparison): Step<Item>[] {
  const items = (units: Unit[]): Item[] => units.map((unit) => ({ key: unit.part.key, unit }));
  const [ones, others] = [items(olds), items(news)];
  const sizes = { lose: ({ unit }: Item) => 2 * unit.part.size, gain: ({ unit }: Item) => unit.part.size };
  const pair = ({ unit: one }: Item, { unit: other }: Item) => {
    if (one.part.kind !== other.part.kind && [one, other].some(({ part }) => HOLDS.test(part.kind))) {
      return Number.POSITIVE_INFINITY;
    }
    const cost = comparison.cost(one.part, other.part);
    return cost <= ALIKE * (2 * one.part.size + other.part.size) ? cost : Number.POSITIVE_INFINITY;
  };
  const steps: Step<Item>[] = [];
  let [from, fromOther] = [0, 0];
  for (const [to, toOther] of [...anchorsOf(ones, others), [ones.length, others.length] as const]) {
    const isAnew = (to - from) * (toOther - fromOther) > MOST_PAIRS;
    const costs = { pair: isAnew ? () => Number.POSITIVE_INFINITY : pair, ...sizes };
    steps.push(...alignLists(ones.slice(from, to), others.slice(fromOther, toOther), costs).steps);
    const [one, other] = [ones[to], others[toOther]];
    if (one && other) steps.push({ one, other });
    [from, fromOther] = [to + 1, toOther + 1];
  }
  return steps;
}

/** Places of statements that stand once in each program, in the longest order that both have. */
function anchorsOf(ones: Item[], others: Item[]): (readonly [number, number])[] {
  const places = onceIn(others);
  const once = onceIn(ones);
  const pairs = ones.flatMap(({ key }, index) => {
    const place = once.has(key) ? places.get(key) : undefined;
    return place === undefined ? [] : [{ index, place, before: -1 }];
  });
  // For each length, the pair by which an order of that length ends earliest.
  const ends: number[] = [];
  for (const [at, pair] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] as number]?.place ?? 0) < pair.place) low = middle + 1;
      else high = middle;
    }
    pair.before = ends[low - 1] ?? -1;
    ends[low] = at;
  }
  const anchors: (readonly [number, number])[] = [];
  for (let pair = pairs[ends.at(-1) ?? -1]; pair; pair = pairs[pair.before])
    anchors.push([pair.index, pair.place]);
  return anchors.reverse();
}

function onceIn(items: Item[]): Map<string, number> {
  const found = new Map<string, number>();
  const again = new Set<string>();
  for (const [index, { key, unit }] of items.entries()) {
    if (found.has(key) || unit.part.size < TELLING) again.add(key);
    found.set(key, index);
  }
  for (const key of again) found.delete(key);
  return found;
}

/** What is gone at one place and new at another has moved, and so has what stands within other statements. */
function takeMoved(difference: Difference, partner: Map<Unit, Unit>): void {
  const fresh = new Set(difference.added.map(({ unit }) => unit));
  for (const gone of [...difference.lost]) {
    const key = gone.unit.part.key;
    const index = difference.added.findIndex(({ unit }) => unit.part.key === key);
    const [again] = index >= 0 ? difference.added.splice(index, 1) : [];
    if (!again) continue;
    difference.lost.splice(difference.lost.indexOf(gone), 1);
    // A new `finally` is made of what stood behind.
    const isWrapped = again.unit.around && fresh.has(again.unit.around);
    if (gone.unit.part.size > 2 && !isWrapped) difference.moved.push(again);
  }
  const kept = new Set(partner.values());
  for (const [one, other] of partner) {
    let around = one.around;
    while (around && !partner.has(around)) around = around.around;
    let outer = other.around;
    while (outer && !kept.has(outer)) outer = outer.around;
    if (one.part.size > 2 && (around ? partner.get(around) : null) !== outer)
      difference.moved.push({ unit: other, run: -1 });
  }
}
