import type { Recording } from '../../../domain/recording.ts';
import type { NearAnswer } from './ask-in-turn.ts';

/** PostgreSQL: a field of a date is out of its range. */
const OUT_OF_RANGE = '22008';
const DAY = /^(\d{4})-(\d{2})-(\d{2})\b/;

/**
 * Where the code made a day that a month does not have (`2024-02-31`), it means the end of the month: whether a success now ends on an
 * earlier day than the last one, so that what is of the last days is left out.
 * @returns a sentence; null: it does not
 */
export function endsBeforeMonth(
  { steps }: Pick<Recording, 'steps'>,
  { status, bound }: Pick<NearAnswer, 'status' | 'bound'>,
): string | null {
  if (status >= 300) return null;
  const refused = steps
    .filter((step) => step.kind === 'sql')
    .find(({ error }) => error?.code === OUT_OF_RANGE);
  const before = (refused?.values ?? []).map(String);
  const made = before.map(partsOf).find((day) => day !== null && day.day > lastDay(day));
  if (!made) return null;
  const now = bound.flat().flatMap((value) => (value === null || before.includes(value) ? [] : value));
  const days = now.map(partsOf);
  // Up to the first of the next month is all of it.
  if (days.some((day) => day !== null && (day.month !== made.month || day.day === lastDay(made))))
    return null;
  const cut = now.find((_, at) => days[at] !== null);
  return cut === undefined
    ? null
    : `the request asks up to ${cut.slice(0, 10)}, and the month ends on day ${lastDay(made)}: what is of its last days is left out`;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

function partsOf(text: string | null): Day | null {
  const [, year, month, day] = DAY.exec(text ?? '') ?? [];
  return year ? { year: Number(year), month: Number(month), day: Number(day) } : null;
}

/** The last day of the month of a day. */
const lastDay = ({ year, month }: Day) => new Date(Date.UTC(year, month, 0)).getUTCDate();
