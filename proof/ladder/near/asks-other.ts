import type { Recording, SqlStep } from '../../../domain/recording.ts';
import { readStatement } from '../../witness/statement.ts';
import type { FlowSample } from '../flow/flow-sample.ts';
import { isText } from './kin.ts';
import { partsOf } from './request-parts.ts';

/** PostgreSQL: a number that is out of the range of its type, or a text that is no value of it. */
const NO_VALUE = /^(?:22003|22P02)$/;
/** The greatest and the least values of `smallint`, `int` and `bigint`, which are edges of what may be compared. */
const EDGES = ['32767', '2147483647', '9223372036854775807'].flatMap((one) => [
  one,
  `-${Number(one) + 1}`,
  `-${one}`,
]);

/**
 * Whether a statement that reads by a value of the request, which the database cannot hold, is sent with another value now: it finds
 * what the request does not name, or nothing by chance.
 * @returns a sentence; null: it is not
 */
export function asksForOther(
  { steps }: Pick<Recording, 'steps'>,
  { request, status, bound }: Pick<FlowSample, 'request' | 'status' | 'bound'>,
): string | null {
  const failed = steps.find((step): step is SqlStep => step.kind === 'sql' && step.error !== null);
  if (!failed || !NO_VALUE.test(failed.error?.code ?? '') || status >= 500) return null;
  const { masked } = readStatement(failed.text);
  const held = new Set(partsOf(request).map(({ value }) => String(value)));
  for (const { text, verb, values } of bound) {
    if (text !== masked || verb === 'insert') continue;
    for (const [at, was] of failed.values.map(String).entries()) {
      const now = values[at] ?? null;
      if (!held.has(was) || !isObjectedTo(failed, was) || now === null || isSame(was, now)) continue;
      // The same, as a list or an object is written.
      if (!isNumber(was) && lostOf(was, now) === '') continue;
      const place = placeOf(failed.text, at + 1);
      if (place === 'limit' || (place === 'range' && EDGES.includes(now))) continue;
      return `the database cannot hold ${was.slice(0, 60)}, and is asked for ${now.slice(0, 60)} in its place (${masked.slice(0, 80)})`;
    }
  }
  return null;
}

/** PostgreSQL's class 22, in which it objects to a value. */
const OBJECTS = /^22/;

/**
 * Whether a success asks for less than the text to which the database objected: signs and letters of it are in nothing that is asked for.
 * @returns a sentence; null: it does not
 */
export function losesSigns(
  { steps }: Pick<Recording, 'steps'>,
  { request, status, bound }: Pick<FlowSample, 'request' | 'status' | 'bound'>,
): string | null {
  const failed = steps.find((step): step is SqlStep => step.kind === 'sql' && step.error !== null);
  if (!failed || !OBJECTS.test(failed.error?.code ?? '') || status >= 300) return null;
  const asked = bound.flatMap(({ values }) => values.map((value) => value ?? ''));
  if (asked.length === 0) return null;
  const were = failed.values.map(String);
  for (const { value } of partsOf(request)) {
    if (!isText(value) || !were.some((one) => lostOf(String(value), one) === '')) continue;
    const [lost = ''] = asked
      .map((one) => lostOf(String(value), one))
      .sort((one, other) => one.length - other.length);
    if (lost !== '') {
      return `the database objected to “${String(value).slice(0, 60)}”, and is asked for it without “${lost.slice(0, 20)}”`;
    }
  }
  return null;
}

/** The signs of a text that another one does not hold as often. Spaces and how a number is written do not count. */
function lostOf(text: string, other: string): string {
  const left = [...other];
  const lost = [...text.replace(/[\s.,\p{Cc}]/gu, '')].filter((sign) => {
    const at = left.indexOf(sign);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return lost.join('');
}

/** Where several values are bound, the one that the database quotes or that is too large for any integer of the column. */
function isObjectedTo({ error, values }: SqlStep, value: string): boolean {
  return (
    values.length === 1 || (error?.message.includes(value) ?? false) || !Number.isSafeInteger(Number(value))
  );
}

const isNumber = (text: string) => /^-?\d+(?:\.\d+)?$/.test(text.trim());

const isSame = (one: string, other: string) =>
  one === other || (one.trim() !== '' && Number(one) === Number(other)) || one.trim() === other.trim();

/** What a parameter of a statement is for: how many rows and from where, a side of a comparison by size, or a value that must be equal. */
function placeOf(text: string, number: number): 'limit' | 'range' | 'value' {
  const before = new RegExp(`(\\S+)\\s*\\(?\\s*\\$${number}(?!\\d)`).exec(text)?.[1] ?? '';
  if (/^(?:limit|offset|first|next)$/i.test(before)) return 'limit';
  return /[<>]=?$|^(?:between|and)$/i.test(before) ? 'range' : 'value';
}
