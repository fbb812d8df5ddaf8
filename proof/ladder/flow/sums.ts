import type { Flows } from '../../../domain/ports/flows.ts';
import type { FlowSample } from './flow-sample.ts';
import { isNumeric, leavesOf } from './leaves.ts';

/** Different sums that show that one comes of the other. */
const LEAST = 2;
/** Sums of numbers with fractions differ by less. */
const EXACT = 1e-6;

type Sum = NonNullable<Flows['sums']>[number];

/**
 * Numbers of good answers that always add up to the numbers of a column, of which they are fewer: totals. Those of several groups add up
 * together.
 */
export function learnSums(successes: FlowSample[]): Sum[] {
  const all = successes.map(sidesOf);
  const first = all.find(({ given }) => [...given.values()].some((side) => side !== null && side.of > 1));
  if (!first) return [];
  const columns = [...first.given.keys()];
  return [...first.shown.keys()].flatMap((place) =>
    columns
      .filter((column) => holds(all.map(({ shown, given }) => [shown.get(place), given.get(column)])))
      .map((column) => ({ place, ...keyed(column) })),
  );
}

function holds(pairs: [Side | null | undefined, Side | null | undefined][]): boolean {
  const seen = new Set<number>();
  let gathers = false;
  for (const [shown = null, given = null] of pairs) {
    if (shown === null && given === null) continue;
    if (shown === null || given === null || !isSame(shown.sum, given.sum)) return false;
    seen.add(given.sum);
    gathers ||= given.of > shown.of;
  }
  return gathers && seen.size >= LEAST;
}

/** Why a total of a success is not what was given, a sentence; null: each is. */
export function breaksSums(sample: FlowSample, { sums = [] }: Flows): string | null {
  const sides = sidesOf(sample);
  for (const { place, source, column } of sums) {
    const shown = sides.shown.get(place) ?? null;
    const given = sides.given.get(JSON.stringify([source, column])) ?? null;
    if (shown === null || given === null || isSame(shown.sum, given.sum)) continue;
    return `${place} adds up to ${round(shown.sum)}, and the ${column} that ${source} gave to ${round(given.sum)}; in each good answer they are the same`;
  }
  return null;
}

interface Side {
  sum: number;
  of: number;
}

/** What the values at each place of an answer, and those of each column, add up to. */
function sidesOf({ body, given }: FlowSample): Record<'shown' | 'given', Map<string, Side | null>> {
  const shown = leavesOf(body).map(({ place, value }) => [place, value] as const);
  const columns = given.flatMap(({ source, values }) =>
    Object.entries(values).map(([column, value]) => [JSON.stringify([source, column]), value] as const),
  );
  return { shown: addedBy(shown), given: addedBy(columns) };
}

function keyed(key: string): Pick<Sum, 'source' | 'column'> {
  const [source, column] = JSON.parse(key) as [string, string];
  return { source, column };
}

type Value = string | number | boolean | null;

function addedBy(values: (readonly [string, Value])[]): Map<string, Side | null> {
  const byKey = new Map<string, Value[]>();
  for (const [key, value] of values) {
    const known = byKey.get(key) ?? [];
    known.push(value);
    byKey.set(key, known);
  }
  return new Map([...byKey].map(([key, all]) => [key, added(all)]));
}

/** Null where nothing is there, or something is no number; nothing counts as nought. */
function added(values: Value[]): Side | null {
  const there = values.filter((value) => value !== null);
  if (there.length === 0 || !there.every((value) => isNumeric(String(value)))) return null;
  return { sum: there.reduce<number>((sum, value) => sum + Number(value), 0), of: there.length };
}

const isSame = (one: number, other: number) => Math.abs(one - other) <= EXACT * Math.max(1, Math.abs(one));
const round = (sum: number) => Number(sum.toFixed(6));
