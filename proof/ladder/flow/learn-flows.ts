import type { Flows } from '../../../domain/ports/flows.ts';
import { nameOf, partsOf } from '../near/request-parts.ts';
import type { FlowSample } from './flow-sample.ts';
import { givenPlaces, showsSomething } from './given-places.ts';
import { isCommon, isNumeric, kindOfText, leavesOf, shows } from './leaves.ts';
import { learnSums } from './sums.ts';

/** Values of one position that are kept, at most. */
const MOST_BOUND = 200;
/** Different values that show that a position depends on the request. */
const LEAST_BOUND = 3;

/**
 * Learns from good answers of the unchanged service what flows where.
 * @param recorded those of `good` that are recorded: the others may ask for what is not there
 * @param all with those at the edges of what is allowed: they say what may be bound, and nothing else
 */
export function learnFlows(good: FlowSample[], all: FlowSample[], recorded: FlowSample[] = []): Flows {
  const isSuccess = ({ status }: FlowSample) => status < 300;
  const successes = good.filter(isSuccess);
  const kept = recorded.filter(isSuccess);
  return {
    shown: shownColumns(successes),
    showsData: kept.length > 0 && kept.every(showsSomething),
    missesNothing:
      successes.length > 0 && good.every(({ status, given }) => status !== 404 || given.length === 0),
    given: givenPlaces(successes),
    asked: askedParts(successes),
    written: writtenOf(successes),
    writtenAt: writtenTexts(successes),
    sums: learnSums(successes),
    bound: boundNumbers(all.filter(({ status }) => status < 300)),
  };
}

interface Shown {
  source: string;
  column: string;
  all: boolean;
  several: boolean;
  none: boolean;
  kinds: Set<string>;
}

function shownColumns(samples: FlowSample[]): Flows['shown'] {
  const found = new Map<string, Shown>();
  for (const sample of samples) {
    const leaves = leavesOf(sample.body).map(({ value }) => value);
    for (const [key, { source, column, values }] of columnsOf(sample)) {
      const seen = values.filter((value) => leaves.some((leaf) => shows(leaf, value)));
      const fresh = { source, column, all: true, several: false, none: false, kinds: new Set<string>() };
      const known = found.get(key) ?? fresh;
      for (const value of values) known.kinds.add(kindOfText(value));
      known.all &&= seen.length === values.length;
      known.several ||= new Set(values).size > 1;
      known.none ||= seen.length === 0;
      found.set(key, known);
    }
  }
  return [...found.values()]
    .filter(({ none }) => !none)
    .map(({ source, column, all, several, kinds }) => ({
      ...{ source, column, kinds: [...kinds] },
      // Of one row it is not known whether the code looks at the first alone.
      all: all && several,
    }));
}

/** The values of each column that say something, by source and column. */
export function columnsOf({ given }: Pick<FlowSample, 'given'>) {
  const found = new Map<string, { source: string; column: string; values: string[] }>();
  for (const { source, values } of given) {
    for (const [column, value] of Object.entries(values)) {
      if (value === null || isCommon(value)) continue;
      const key = JSON.stringify([source, column]);
      const known = found.get(key) ?? { source, column, values: [] };
      known.values.push(value);
      found.set(key, known);
    }
  }
  return found;
}

/** Parts of the request whose texts are asked for by each good request. */
function askedParts(samples: FlowSample[]): Flows['asked'] {
  const found = new Map<string, { always: boolean; kinds: Set<string> }>();
  for (const sample of samples) {
    for (const part of partsOf(sample.request)) {
      if (!isAskable(part.value)) continue;
      const name = nameOf(part);
      const known = found.get(name) ?? { always: true, kinds: new Set<string>() };
      known.always &&= isAskedFor(sample, part.value);
      known.kinds.add(kindOfText(part.value));
      found.set(name, known);
    }
  }
  return [...found].flatMap(([part, { always, kinds }]) => (always ? [{ part, kinds: [...kinds] }] : []));
}

/** Texts alone: a number may be cut to what is allowed. */
export function isAskable(value: unknown): value is string {
  return typeof value === 'string' && value.trim().length > 1 && !isNumeric(value) && !value.startsWith('${');
}

/** Whether each word of a text is bound to a statement, in the address of a request to an upstream, or in the key of a cache. */
export function isAskedFor(
  { bound, calls, commands = [] }: Pick<FlowSample, 'bound' | 'calls' | 'commands'>,
  value: string,
): boolean {
  const sent = [...bound.flatMap(({ values }) => values), ...calls, ...commands].map((one) =>
    (one ?? '').toLowerCase(),
  );
  const words = value
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  return words.every((word) => sent.some((one) => one.includes(word)));
}

const WRITES = /^(?:insert|update|merge)$/;

/** Statements that write, each time with a value of the request. */
function writtenOf(samples: FlowSample[]): string[] {
  const found = new Map<string, boolean>();
  for (const sample of samples) {
    for (const { text, verb, values } of sample.bound) {
      if (!WRITES.test(verb) || values.length === 0) continue;
      found.set(text, (found.get(text) ?? true) && isOfRequest(sample, values));
    }
  }
  return [...found].flatMap(([text, always]) => (always ? [text] : []));
}

/** Positions of statements that write at which each good request binds a text of its own. */
function writtenTexts(samples: FlowSample[]): NonNullable<Flows['writtenAt']> {
  const found = new Map<string, { text: string; at: number; always: boolean }>();
  for (const sample of samples) {
    for (const { text, verb, values } of sample.bound) {
      if (!WRITES.test(verb)) continue;
      for (const [at, value] of values.entries()) {
        const key = JSON.stringify([text, at]);
        const known = found.get(key) ?? { text, at, always: true };
        known.always &&= value !== null && !isNumeric(value) && isOfRequest(sample, [value]);
        found.set(key, known);
      }
    }
  }
  return [...found.values()].filter(({ always }) => always).map(({ text, at }) => ({ text, at }));
}

/** Whether one of some values stands in the request. */
export function isOfRequest({ request }: Pick<FlowSample, 'request'>, values: (string | null)[]): boolean {
  const text = partsOf(request).map(({ value }) => value);
  const whole = `${request.path} ${JSON.stringify(text)} ${typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '')}`;
  return values.some((value) => value !== null && value !== '' && whole.includes(value));
}

/** Positions of reading statements at which numbers stand that differ from request to request. */
function boundNumbers(samples: FlowSample[]): Flows['bound'] {
  const found = new Map<string, { text: string; at: number; values: Set<string>; other: boolean }>();
  for (const { bound } of samples) {
    for (const { text, verb, values } of bound) {
      if (verb !== 'select') continue;
      for (const [at, value] of values.entries()) {
        const key = JSON.stringify([text, at]);
        const known = found.get(key) ?? { text, at, values: new Set<string>(), other: false };
        if (value === null || !isNumeric(value)) known.other = true;
        else if (known.values.size < MOST_BOUND) known.values.add(value);
        found.set(key, known);
      }
    }
  }
  return [...found.values()]
    .filter(({ values, other }) => !other && values.size >= LEAST_BOUND)
    .map(({ text, at, values }) => ({ text, at, values: [...values] }));
}
