import type { RecordedRequest, SqlStep } from '../../domain/recording.ts';
import { nameOf, partsOf } from './near/request-parts.ts';

/** PostgreSQL's class 22: what it objects to is a value. */
const VALUE = /^22/;
/** A day as it is written in full. */
const DAY = /^(\d{4})-(\d{2})-(\d{2})/;

/** A value of a request, and what the code made of it. */
export interface MadeOf {
  part: string;
  value: string;
  made: string;
}

/**
 * The value to which the database objects, where the code made it of one of the request that is as good as those of requests which
 * were answered: `2024-02-31` of `2024-02`, beside `2024-03`. Null: it is the request's own, or nothing of its kind is known to be taken.
 * @param steps what the failing request asked
 * @param good requests that were answered well
 */
export function madeOfInput(
  request: RecordedRequest,
  steps: Pick<SqlStep, 'values' | 'error'>[],
  good: RecordedRequest[],
): MadeOf | null {
  const refused = steps.find(({ error }) => VALUE.test(error?.code ?? ''));
  // date/time field value out of range: "2024-02-31"
  const [, made] = /"([^"]+)"\s*$/.exec(refused?.error?.message ?? '') ?? [];
  if (!refused || made === undefined || !refused.values.some((value) => String(value) === made)) return null;
  const parts = partsOf(request).filter(({ value }) => typeof value === 'string' && value.length > 1);
  if (parts.some(({ value }) => value === made)) return null;
  const part = parts.find(({ value }) => made.includes(String(value)) && !isNoDay(String(value)));
  if (!part) return null;
  const [name, value] = [nameOf(part), String(part.value)];
  const isTaken = good.some((one) =>
    partsOf(one).some(
      (other) => nameOf(other) === name && other.value !== value && isAlike(other.value, value),
    ),
  );
  return isTaken ? { part: name, value, made } : null;
}

/** Whether two values have the same shape: digits and letters count as the same. */
function isAlike(one: unknown, other: string): boolean {
  const shape = (text: string) => text.replace(/\d/g, '0').replace(/\p{L}/gu, 'a');
  return typeof one === 'string' && shape(one) === shape(other);
}

/** Whether a text is written as a day that no calendar has. */
function isNoDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (!year) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day);
}
