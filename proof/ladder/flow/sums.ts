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
  const first = successes.find(({ given }) => given.length > 1);
  if (!first) return [];
  const places = [...new Set(leavesOf(first.body).map(({ place }) => place))];
  const columns = new Map(
    first.given.flatMap(({ source, values }) =>
      Object.keys(values).map((column) => [JSON.stringify([source, column]), { source, column }] as const),
    ),
  );
  return places.flatMap((place) =>
    [...columns.values()].map((one) => ({ place, ...one })).filter((sum) => holds(sum, successes)),
  );
}

function holds(sum: Sum, successes: FlowSample[]): boolean {
  const seen = new Set<number>();
  let gathers = false;
  for (const sample of successes) {
    const [shown, given] = bothSides(sample, sum);
    if (shown === null && given === null) continue;
    if (shown === null || given === null || !isSame(shown.sum, given.sum)) return false;
    seen.add(given.sum);
    gathers ||= given.of > shown.of;
  }
  return gathers && seen.size >= LEAST;
}

/** Why a total of a success is not what was given, a sentence; null: each is. */
export function breaksSums(sample: FlowSample, { sums = [] }: Flows): string | null {
  for (const one of sums) {
    const [shown, given] = bothSides(sample, one);
    if (shown === null || given === null || isSame(shown.sum, given.sum)) continue;
    return `${one.place} adds up to ${round(shown.sum)}, and the ${one.column} that ${one.source} gave to ${round(given.sum)}; in each good answer they are the same`;
  }
  return null;
}

interface Side {
  sum: number;
  of: number;
}

function bothSides(sample: FlowSample, { place, source, column }: Sum): [Side | null, Side | null] {
  const shown = leavesOf(sample.body).flatMap((leaf) => (leaf.place === place ? [leaf.value] : []));
  const given = sample.given.flatMap((one) =>
    one.source === source && column in one.values ? [one.values[column] ?? null] : [],
  );
  return [added(shown), added(given)];
}

/** Null where nothing is there, or something is no number; nothing counts as nought. */
function added(values: (string | number | boolean | null)[]): Side | null {
  const there = values.filter((value) => value !== null);
  if (there.length === 0 || !there.every((value) => isNumeric(String(value)))) return null;
  return { sum: there.reduce<number>((sum, value) => sum + Number(value), 0), of: there.length };
}

const isSame = (one: number, other: number) => Math.abs(one - other) <= EXACT * Math.max(1, Math.abs(one));
const round = (sum: number) => Number(sum.toFixed(6));
