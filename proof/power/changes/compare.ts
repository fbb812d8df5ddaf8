import { alignLists } from './align.ts';
import type { Part } from './part.ts';

/** A place at which two expressions differ, with the pieces that only one of them has. */
export interface Region {
  /** The smallest expressions that hold the difference; null where something is only gone or only new. */
  old: Part | null;
  now: Part | null;
  lost: Part[];
  added: Part[];
  /** True where it changed places with another one. */
  swapped?: boolean;
}

/** A piece that is gone weighs more than one that is new: most fixes put something around what was there. */
const LOST = 2;
const ADDED = 1;
const OTHER_LABEL = 2.5;
/** Pairs of pieces that are looked at in one comparison: one to two seconds. What is left is taken to be written anew. */
const MOST_STEPS = 100_000;
/** What stands around an expression is no more than this many times larger, except around small expressions. */
const LARGEST = 4;
const SMALL = 12;

/** Compares two expressions; what they cost to turn into each other is kept for each pair of pieces. */
export class Comparison {
  private readonly costs = new Map<Part, Map<Part, number>>();
  private left = MOST_STEPS;

  /** What it costs to turn one expression into the other. */
  cost(one: Part, other: Part): number {
    if (one.key === other.key) return 0;
    const row = this.costs.get(one) ?? new Map<Part, number>();
    this.costs.set(one, row);
    const known = row.get(other);
    if (known !== undefined) return known;
    this.left -= 1;
    const { cost } = this.left > 0 ? this.step(one, other) : { cost: one.size * LOST + other.size * ADDED };
    row.set(other, cost);
    return cost;
  }

  /** The regions in which two expressions differ. */
  regions(one: Part, other: Part): Region[] {
    const found: Region[] = [];
    this.walk(one, other, null, found);
    for (const region of found) region.swapped = found.some((each) => isSwapped(region, each));
    return found;
  }

  private step(
    one: Part,
    other: Part,
  ): { cost: number; how: 'keep' | 'replace' | 'into' | 'out'; kid: Part | null } {
    let cost = one.size * LOST + other.size * ADDED;
    let how: 'keep' | 'replace' | 'into' | 'out' = 'replace';
    let kid: Part | null = null;
    if (one.kind === other.kind) {
      const kept = (one.label === other.label ? 0 : OTHER_LABEL) + this.align(one, other).cost;
      if (kept < cost) [cost, how] = [kept, 'keep'];
    }
    for (const each of other.kids) {
      if (!isAlikeLarge(each, one)) continue;
      const around = (other.size - each.size) * ADDED;
      const all = around < cost ? around + this.cost(one, each) : around;
      if (all < cost) [cost, how, kid] = [all, 'into', each];
    }
    for (const each of one.kids) {
      if (!isAlikeLarge(each, other)) continue;
      const around = (one.size - each.size) * LOST;
      const all = around < cost ? around + this.cost(each, other) : around;
      if (all < cost) [cost, how, kid] = [all, 'out', each];
    }
    return { cost, how, kid };
  }

  private align(one: Part, other: Part) {
    return alignLists(one.kids, other.kids, {
      pair: (a, b) => this.cost(a, b),
      lose: ({ size }) => size * LOST,
      gain: ({ size }) => size * ADDED,
    });
  }

  private walk(one: Part, other: Part, within: Region | null, found: Region[]): void {
    if (one.key === other.key) return;
    const { how, kid } = this.step(one, other);
    if (how === 'keep' && one.label === other.label) {
      this.walkKids(one, other, null, found);
      return;
    }
    const region = within ?? { old: one, now: other, lost: [], added: [] };
    if (!within) found.push(region);
    if (how === 'keep') {
      region.lost.push(one);
      region.added.push(other);
      this.walkKids(one, other, region, found);
    } else if (how === 'into' && kid) {
      region.added.push(other, ...other.kids.filter((each) => each !== kid).flatMap(withinPart));
      this.walk(one, kid, region, found);
    } else if (how === 'out' && kid) {
      region.lost.push(one, ...one.kids.filter((each) => each !== kid).flatMap(withinPart));
      this.walk(kid, other, region, found);
    } else {
      region.lost.push(...withinPart(one));
      region.added.push(...withinPart(other));
    }
  }

  private walkKids(one: Part, other: Part, within: Region | null, found: Region[]): void {
    const inner: Region[] = [];
    let run: Region | null = within;
    for (const step of this.align(one, other).steps) {
      if (step.one && step.other) {
        run = within;
        this.walk(step.one, step.other, within, inner);
        continue;
      }
      if (!run) {
        run = { old: null, now: null, lost: [], added: [] };
        inner.push(run);
      }
      if (step.one) {
        run.old ??= step.one;
        run.lost.push(...withinPart(step.one));
      } else {
        run.now ??= step.other;
        run.added.push(...withinPart(step.other));
      }
    }
    const isOne = inner.length > 1 && isOneChange(one, other, inner);
    found.push(...(isOne ? [joined(one, other, inner)] : inner));
  }
}

function isAlikeLarge(one: Part, other: Part): boolean {
  return other.size <= SMALL || (one.size <= other.size * LARGEST && other.size <= one.size * LARGEST);
}

function isSwapped(one: Region, other: Region): boolean {
  const keys = [one.old?.key, one.now?.key];
  return (
    keys[0] !== undefined && keys[0] !== keys[1] && keys[0] === other.now?.key && keys[1] === other.old?.key
  );
}

/** Another call, place of a list or operand on both sides is one change, as is what a statement gets in several places. */
function isOneChange(one: Part, other: Part, inner: Region[]): boolean {
  if (/^(?:statement|text)$/.test(one.kind)) {
    // A text that was no whole statement, or is not one now, is another text.
    const isAsking = (part: Part) => part.kids.some(({ kind }) => kind === 'word');
    return isAsking(one) !== isAsking(other) || inner.every(({ lost }) => lost.length === 0);
  }
  if (one.kind === 'index') return true;
  return one.kind === 'call' && one.kids[0]?.label !== other.kids[0]?.label;
}

function joined(old: Part, now: Part, regions: Region[]): Region {
  return {
    old,
    now,
    lost: regions.flatMap(({ lost }) => lost),
    added: regions.flatMap(({ added }) => added),
  };
}

/** A piece and all below it. */
export function withinPart(part: Part): Part[] {
  return [part, ...part.kids.flatMap(withinPart)];
}
