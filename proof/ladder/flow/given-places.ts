import type { Flows } from '../../../domain/ports/flows.ts';
import type { FlowSample } from './flow-sample.ts';
import { isCommon, isEmpty, leavesOf, shows } from './leaves.ts';

/** Different values that show that a place holds those of a column. */
const LEAST_SAME = 3;

/** Whether an answer shows a value that was given. */
export function showsSomething(sample: FlowSample): boolean {
  return leavesOf(sample.body).some(({ value }) => columnsThatShow(sample, value).length > 0);
}

/** Places of good answers at which nothing stands but what was given. */
export function givenPlaces(samples: FlowSample[]): Flows['given'] {
  const found = new Map<string, Place>();
  for (const sample of samples) {
    const times = new Map<string, number>();
    for (const { place, value } of leavesOf(sample.body)) {
      if (isEmpty(value)) continue;
      const known = found.get(place) ?? newPlace(sample);
      const columns = isCommon(String(value)) ? [] : columnsThatShow(sample, value);
      known.values.add(value);
      known.same = known.same.filter((column) => isGivenAs(sample, column, value));
      // What stands anywhere says nothing for or against.
      if (columns.length === 0 && !isCommon(String(value))) known.other = true;
      for (const column of columns) known.columns.add(column);
      const key = JSON.stringify([place, value]);
      times.set(key, (times.get(key) ?? 0) + 1);
      if (columns.length > 0 && (times.get(key) ?? 0) > timesGiven(sample, value, columns))
        known.once = false;
      found.set(place, known);
    }
  }
  return [...found].flatMap(([place, { columns, other, once, same, values }]): Flows['given'] => {
    if (!other && columns.size > 0) return [{ place, columns: [...columns], once, same: false }];
    // A few small numbers may be those of a column by chance.
    return same.length > 0 && values.size >= LEAST_SAME
      ? [{ place, columns: same, once: false, same: true }]
      : [];
  });
}

interface Place {
  columns: Set<string>;
  other: boolean;
  once: boolean;
  /** Columns that gave each of its values exactly. */
  same: string[];
  values: Set<unknown>;
}

function newPlace({ given }: FlowSample): Place {
  const same = [...new Set(given.flatMap(({ values }) => Object.keys(values)))];
  return { columns: new Set<string>(), other: false, once: true, same, values: new Set() };
}

/** Whether a column gave exactly a value. */
export function isGivenAs({ given }: FlowSample, column: string, value: unknown): boolean {
  return given.some(({ values }) => values[column] === String(value));
}

/** The columns of which a given value shows in a value of the answer. */
export function columnsThatShow(
  { given }: Pick<FlowSample, 'given'>,
  value: string | number | boolean | null,
): string[] {
  const found = new Set<string>();
  for (const { values } of given) {
    for (const [column, one] of Object.entries(values)) {
      if (one !== null && !isCommon(one) && shows(value, one)) found.add(column);
    }
  }
  return [...found];
}

/** How often a value was given, in the column that gave it most often. */
export function timesGiven(
  { given }: Pick<FlowSample, 'given'>,
  value: string | number | boolean | null,
  columns: string[],
): number {
  const counts = columns.map(
    (column) => given.filter(({ values }) => values[column] != null && shows(value, values[column])).length,
  );
  return Math.max(0, ...counts);
}
