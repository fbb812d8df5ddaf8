import type { Flows } from '../../../domain/ports/flows.ts';
import { nameOf, partsOf } from '../near/request-parts.ts';
import type { FlowSample } from './flow-sample.ts';
import { columnsThatShow, isGivenAs, showsSomething, timesGiven } from './given-places.ts';
import { columnsOf, isAskable, isAskedFor, isOfRequest } from './learn-flows.ts';
import { isCommon, isEmpty, isNumeric, kindOfText, type Leaf, leavesOf, plainName, shows } from './leaves.ts';
import { isReckonedFrom } from './reckoned.ts';
import { breaksSums } from './sums.ts';

/** Moments and numbers made by chance are above it. */
const LARGEST = 1e9;
/** Errors that say that a value itself cannot be read. */
const UNREADABLE = /^(?:SyntaxError|RangeError|URIError)$/;

export interface JudgedFlows {
  flows: Flows;
  /** The class of the error that the request failed with. */
  errorClass: string | null;
  /** Whether the database objected to a value of the request. */
  isBadValue: boolean;
  /** Whether the request failed because a file or an object was not there, to which the data may well point. */
  isAbsent?: boolean;
  /** Whether the database refused a value since it is taken: the request may have come before. */
  isTaken?: boolean;
}

/** Why a success does not follow what was given and asked for as good answers do, a sentence; null: it does. */
export function breaksFlows(
  sample: FlowSample,
  { flows, errorClass, isBadValue, isAbsent = false, isTaken = false }: JudgedFlows,
): string | null {
  if (sample.status === 404) return isAbsent ? null : missesWhatIsGiven(sample, flows);
  if (sample.status >= 300) return null;
  const leaves = leavesOf(sample.body);
  return (
    showsNothing(sample, flows) ??
    leavesOut(sample, leaves, flows) ??
    standsForNothing(sample, leaves, flows) ??
    breaksSums(sample, flows) ??
    (UNREADABLE.test(errorClass ?? '') ? null : emptiesNamed(sample, leaves)) ??
    (isBadValue ? null : asksForOther(sample, flows, isTaken)) ??
    writesNothing(sample, flows) ??
    bindsOther(sample, flows)
  );
}

/** Something whole was given, and is answered as if nothing were there. */
function missesWhatIsGiven({ given }: FlowSample, { missesNothing }: Flows): string | null {
  const whole = given.find(({ values }) => Object.values(values).every((value) => value !== null));
  return missesNothing && whole
    ? `the request is answered with 404, although ${whole.source} gave something`
    : null;
}

/** Nothing that was given shows, as in no recorded good answer. */
function showsNothing(sample: FlowSample, { showsData }: Flows): string | null {
  if (!showsData || columnsOf(sample).size === 0 || showsSomething(sample)) return null;
  return 'the answer shows nothing of what was given; all recorded good ones show something';
}

/** What was given and good answers show is not in this one. */
function leavesOut(sample: FlowSample, leaves: Leaf[], { shown }: Flows): string | null {
  const columns = columnsOf(sample);
  for (const { source, column, all, kinds } of shown) {
    const given = columns.get(JSON.stringify([source, column]))?.values ?? [];
    const values = given.filter((value) => kinds.includes(kindOfText(value)));
    const left = values.filter(
      (value) =>
        !leaves.some((leaf) => shows(leaf.value, value) || isReckonedFrom(leaf.value, value, sample)),
    );
    if (left.length === 0 || (!all && left.length < values.length)) continue;
    return `the answer leaves out the ${column} “${brief(left[0])}” that ${source} gave, and good answers show ${all ? 'each' : 'some'}`;
  }
  return null;
}

/** At a place of data stands what nothing gave, or what was given for another. */
function standsForNothing(sample: FlowSample, leaves: Leaf[], { given }: Flows): string | null {
  const times = new Map<string, number>();
  for (const { place, value } of leaves) {
    const known = given.find((one) => one.place === place);
    if (!known || isEmpty(value) || (isCommon(String(value)) && !known.same)) continue;
    const columns = known.same
      ? known.columns.filter((column) => isGivenAs(sample, column, value))
      : columnsThatShow(sample, value);
    const what = `“${brief(String(value))}” at ${place || 'the body'}`;
    if (columns.length > 0) {
      const key = JSON.stringify([place, value]);
      times.set(key, (times.get(key) ?? 0) + 1);
      if (known.once && (times.get(key) ?? 0) > timesGiven(sample, value, columns)) {
        return `the answer holds ${what} more often than it was given`;
      }
      continue;
    }
    if (partsOf(sample.request).some((part) => shows(value, String(part.value)))) continue;
    const numbers = sample.given.flatMap(({ values }) => known.columns.flatMap((name) => values[name] ?? []));
    if (numbers.some((number) => isReckonedFrom(value, number, sample))) continue;
    if (isCached(sample, String(value))) continue;
    // The service knew it before it asked for more.
    if (isAskedBy(sample, String(value))) continue;
    // Where the data is missing, a text may say so.
    const isThere = sample.given.some(({ values }) => known.columns.some((column) => column in values));
    const isMissing =
      !isThere ||
      sample.given.some(({ values }) =>
        known.columns.some((column) => column in values && values[column] === null),
      );
    if (isMissing && !isNumeric(String(value))) continue;
    return `the answer holds ${what}, which nothing gave; in good answers it comes of ${known.columns.join(' or ')}`;
  }
  return null;
}

/** Whether a cache gave a text that holds a value: what its fields are called there, no column says. */
function isCached({ cached = [] }: FlowSample, value: string): boolean {
  return cached.some(
    (text) => text.split(/[^\p{L}\p{N}.+-]+/u).includes(value) || text.includes(`"${value}"`),
  );
}

/** Whether a value is a piece of an address that was asked. */
function isAskedBy({ calls }: FlowSample, value: string): boolean {
  const pieces = calls.flatMap((call) => call.split(/[\s/?&=]/));
  return pieces.includes(encodeURIComponent(value));
}

/** A value of the answer is nothing, although a column of that name was given. */
function emptiesNamed({ given }: FlowSample, leaves: Leaf[]): string | null {
  const columns = new Set(given.flatMap(({ values }) => Object.keys(values)));
  for (const column of columns) {
    const named = leaves.filter(({ name }) => name === plainName(column));
    const values = given.flatMap(({ values }) => values[column] ?? []);
    if (named.length === 0 || values.length === 0 || values.every(isNought)) continue;
    if (named.every(({ value }) => isEmpty(value))) {
      return `the answer holds no ${named[0]?.path}, although “${brief(values[0])}” was given for it`;
    }
  }
  return null;
}

const isNought = (value: string) => isCommon(value) || isEmpty(value);

/** A text of the request, for which each good request asks, is not asked for. */
function asksForOther(sample: FlowSample, { asked }: Flows, isTaken: boolean): string | null {
  for (const part of partsOf(sample.request)) {
    const known = asked.find((one) => one.part === nameOf(part));
    if (!known || !isAskable(part.value) || !known.kinds.includes(kindOfText(part.value))) continue;
    // What is stored already is not stored again.
    if (isTaken && isGiven(sample, part.value)) continue;
    if (!isAskedFor(sample, part.value)) {
      return `the request is answered with ${sample.status}, and nothing was asked with its ${nameOf(part)} “${brief(part.value)}”, as each good request does`;
    }
  }
  return null;
}

const isGiven = ({ given }: FlowSample, value: unknown) =>
  given.some(({ values }) => Object.values(values).includes(String(value)));

/** Something is written that holds nothing of the request, as each good request's does. */
function writesNothing(sample: FlowSample, { written }: Flows): string | null {
  const one = sample.bound.find(({ text, values }) => written.includes(text) && !isOfRequest(sample, values));
  return one ? 'something is written that holds no value of the request, as each good request’s does' : null;
}

/**
 * A text of the code's own that a success writes where good requests write one of theirs, completing "The fix newly …"; null: none. Whether it is
 * a fair default, only a person knows.
 */
export function writesOwnText(sample: FlowSample, { writtenAt = [] }: Flows): string | null {
  if (sample.status >= 300) return null;
  const given = sample.given.flatMap(({ values }) => Object.values(values));
  const whole = JSON.stringify(sample.request).toLowerCase();
  for (const { text, values } of sample.bound) {
    const own = values.find(
      (value, at) =>
        value !== null &&
        writtenAt.some((one) => one.text === text && one.at === at) &&
        !isEmpty(value) &&
        !isOfRequest(sample, [value]) &&
        !whole.includes(value.toLowerCase()) &&
        !given.includes(value),
    );
    if (own != null)
      return `writes “${brief(own)}”, which nothing gave, where good requests write a value of theirs`;
  }
  return null;
}

/** A statement is bound to a number which neither the request nor any request beside it leads to. */
function bindsOther(sample: FlowSample, { bound }: Flows): string | null {
  const own = partsOf(sample.request).map(({ value }) => Number(value));
  const given = sample.given.flatMap(({ values }) => Object.values(values).map(Number));
  for (const { text, values } of sample.bound) {
    for (const [at, value] of values.entries()) {
      const known = bound.find((one) => one.text === text && one.at === at);
      if (!known || value === null || !isNumeric(value) || Math.abs(Number(value)) >= LARGEST) continue;
      if (known.values.includes(value) || own.includes(Number(value)) || given.includes(Number(value)))
        continue;
      return `a statement is bound to ${value}, which neither the request nor any other leads to`;
    }
  }
  return null;
}

/**
 * Whether an answer stays the same although what it showed was given anew: it is written out.
 * @param recorded the answer with the recorded data
 * @param other that with other data
 */
export function staysTheSame(recorded: FlowSample, other: FlowSample): string | null {
  if (recorded.status >= 300 || other.status >= 300) return null;
  const before = new Map(leavesOf(recorded.body).map((leaf) => [leaf.path, leaf]));
  for (const { path, name, value } of leavesOf(other.body)) {
    const was = before.get(path);
    const text = String(value);
    // What is common is not varied, and may be the same by chance.
    if (!was || was.value !== value || isEmpty(value) || isCommon(text)) continue;
    const isGiven = columnsThatShow(other, value).length > 0;
    const isAsked = partsOf(other.request).some((part) => shows(value, String(part.value)));
    if (isGiven || isAsked) continue;
    const wasGiven = columnsThatShow(recorded, value).length > 0;
    if (wasGiven || changed(name, recorded, other)) {
      return `with other data the answer still holds “${brief(text)}” at ${path || 'the body'}`;
    }
  }
  return null;
}

/** Whether each value of the column that has the name of a value of the answer is another. */
function changed(name: string, recorded: FlowSample, other: FlowSample): boolean {
  const valuesOf = ({ given }: FlowSample) =>
    given.flatMap(({ values }) =>
      Object.entries(values).flatMap(([column, value]) =>
        plainName(column) === name && value !== null && !isCommon(value) ? [value] : [],
      ),
    );
  const [before, now] = [valuesOf(recorded), valuesOf(other)];
  return before.length > 0 && now.length > 0 && now.every((value) => !before.includes(value));
}

function brief(text: string | undefined): string {
  return (text ?? '').slice(0, 60);
}
