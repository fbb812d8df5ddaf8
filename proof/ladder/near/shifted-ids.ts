import { plainName } from '../flow/leaves.ts';
import { digest, type NearAnswer } from './ask-in-turn.ts';

/** Numbers that a sequence gave to the rows of an answer, each with the one that it gave before. */
export type Shifts = Map<number, number>;

/**
 * Where an answer shows the number of a row that its own request inserted, and a lower one stood there before: requests in between
 * that the unchanged service lost are now done, and took numbers of the sequence.
 */
export function shiftsOf(
  before: unknown,
  answer: Pick<NearAnswer, 'body' | 'flow' | 'work' | 'bound'>,
): Shifts {
  const found: Shifts = new Map();
  const inserted = new Set(
    answer.flow.given.flatMap(({ source, values }) => {
      const bound = answer.bound.filter((_, at) => answer.work[at]?.kind === source).flat();
      const made = Object.entries(values).filter(([, value]) => !bound.includes(value));
      return source.startsWith('insert ') ? made.map(([name, value]) => `${plainName(name)} ${value}`) : [];
    }),
  );
  const walk = (was: unknown, is: unknown, name: string) => {
    if (Number.isInteger(was) && Number.isInteger(is)) {
      const isGiven = inserted.has(`${plainName(name)} ${is}`);
      if (isGiven && (is as number) > (was as number)) found.set(is as number, was as number);
    } else if (isObject(was) && isObject(is)) {
      for (const [key, one] of Object.entries(is)) walk(was[key], one, key);
    }
  };
  walk(before, answer.body, '');
  return found;
}

/** A body, or a list of bound values, with the numbers that stood there before. */
export function withoutShifts(value: unknown, shifts: Shifts): unknown {
  if (shifts.size === 0) return value;
  if (typeof value === 'number') return shifts.get(value) ?? value;
  if (typeof value === 'string') {
    const was = shifts.get(Number(value));
    return value !== '' && was !== undefined ? String(was) : value;
  }
  if (Array.isArray(value)) return value.map((one) => withoutShifts(one, shifts));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutShifts(one, shifts)]));
}

/** What was asked of the database, with the numbers that were bound before. */
export function workWithoutShifts({ work, bound }: NearAnswer, shifts: Shifts): NearAnswer['work'] {
  if (shifts.size === 0) return work;
  return work.map((one, at) => ({
    ...one,
    values: digest(JSON.stringify(withoutShifts(bound[at] ?? [], shifts))),
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
