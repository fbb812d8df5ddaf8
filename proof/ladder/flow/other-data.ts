import type { Recording } from '../../../domain/recording.ts';
import type { CodeWords } from '../near/code-words.ts';
import { decoded, partsOf } from '../near/request-parts.ts';
import { shifted } from '../near/vary-recording.ts';

/** How far another number lies. */
const APART = 3;
/** How far other ids lie: above those of most seeds. */
const ID_APART = 7_000;

/** Stands where the variable of an address does. */
const UPSTREAM = 'http://upstream';

type Values = Record<string, unknown>;

/**
 * The same failure with other data: texts and numbers that the database and upstreams gave are others. Keys, days, and what the
 * code or the request names, or an upstream is asked for, stay. Null where nothing of it may vary.
 */
export function withOtherData(recording: Recording, words: CodeWords): Recording | null {
  const { request } = recording;
  if (!request) return null;
  const named = new Set([
    ...words.texts,
    ...partsOf(request).map(({ value }) => String(value)),
    ...recording.steps.flatMap(askedBy),
  ]);
  const other = (key: string, value: unknown): unknown => {
    if (named.has(String(value)) || isKey(key)) return value;
    if (typeof value === 'number') return Math.abs(value) < 2 ? value : value + APART;
    if (typeof value !== 'string') return value;
    if (/^-?\d{1,30}$/.test(value)) return value.length < 2 ? value : String(BigInt(value) + BigInt(APART));
    if (/^-?\d+\.\d+$/.test(value))
      return (Number(value) + APART).toFixed(/\.(\d+)$/.exec(value)?.[1]?.length ?? 0);
    const isPlain = /^\p{L}[\p{L}\p{N} .'-]{1,200}$/u.test(value) && !/^\d{4}-\d\d-\d\d/.test(value);
    return isPlain ? shifted(value) : value;
  };
  return changed(recording, other);
}

/** What an upstream or a cache is asked for: its answer belongs to that alone. */
function askedBy(step: Recording['steps'][number]): string[] {
  if (step.kind === 'redis') return step.args.flatMap((arg) => [arg, ...arg.split(':')]);
  if (step.kind !== 'http') return [];
  const url = step.url.replace(/^\$\{[^}]*\}/, UPSTREAM);
  if (!URL.canParse(url, UPSTREAM)) return [];
  const { pathname, searchParams } = new URL(url, UPSTREAM);
  const texts: string[] = [];
  mapped(step.requestBody, (_, value) => texts.push(String(value)));
  return [...pathname.split('/').map(decoded), ...searchParams.values(), ...texts];
}

/** PostgreSQL's type of whole numbers of eight bytes, from its catalog `pg_type`. */
const INT8 = 20;
/** Above it, only every other whole number is one that JavaScript's numbers hold. */
const LARGEST_EXACT = 2n ** 53n;

/**
 * The same failure with numbers of eight bytes that JavaScript's numbers cannot hold: code that turns them into such numbers rounds
 * them. Null where none was read.
 */
export function withLargeNumbers(recording: Recording): Recording | null {
  const large = (value: unknown) => {
    if (!/^\d{2,18}$/.test(String(value))) return value;
    const number = BigInt(String(value)) + LARGEST_EXACT;
    return String(number % 2n === 0n ? number + 1n : number);
  };
  const steps = recording.steps.map((step): Recording['steps'][number] => {
    if (step.kind !== 'sql') return step;
    const names = step.fields.filter(({ dataTypeID }) => dataTypeID === INT8).map(({ name }) => name);
    const isLarge = (name: string) => names.includes(name) && !isKey(name);
    const given = (row: Values) =>
      Object.fromEntries(Object.entries(row).map(([name, one]) => [name, isLarge(name) ? large(one) : one]));
    return { ...step, rows: step.rows.map(given) };
  });
  return JSON.stringify(steps) === JSON.stringify(recording.steps) ? null : { ...recording, steps };
}

/**
 * The same failure of other rows: each of their keys is another number, wherever the recording holds it. Null where the request
 * names no row by a number.
 */
export function withOtherKeys(recording: Recording): Recording | null {
  const { request } = recording;
  const named = request
    ? partsOf(request).find(({ kind, value }) => kind === 'path' && isId(value))
    : undefined;
  if (!request || !named || recording.steps.some(({ kind }) => kind !== 'sql')) return null;
  const all = [...recording.before.flatMap(({ steps }) => steps), ...recording.steps];
  const rows = all.flatMap((step) => (step.kind === 'sql' ? step.rows : []));
  const keys = new Set([
    Number(named.value),
    ...rows.flatMap((row) =>
      Object.entries(row).flatMap(([key, one]) => (isKey(key) && isId(one) ? [Number(one)] : [])),
    ),
  ]);
  const put = (value: unknown): unknown => {
    if (!isId(value) || !keys.has(Number(value))) return value;
    const to = Number(value) + ID_APART;
    return typeof value === 'string' ? String(to) : to;
  };
  const others = (steps: Recording['steps']) =>
    steps.map((step) => {
      if (step.kind !== 'sql') return step;
      return {
        ...step,
        values: step.values.map(put),
        rows: step.rows.map((row) => mapped(row, (_, value) => put(value)) as Values),
      };
    });
  const place = new RegExp(`/${String(named.value)}(?=[/?]|$)`);
  const other = <Request extends { path: string }>(one: Request) => ({
    ...one,
    path: one.path.replace(place, `/${String(put(named.value))}`),
  });
  // The rows may have been read by the requests before it.
  const before = recording.before.map((one) => ({
    ...one,
    request: other(one.request),
    steps: others(one.steps),
  }));
  return { ...recording, before, steps: others(recording.steps), request: other(request) };
}

const isKey = (name: string) => /(?:^|_)(?:id|uuid|key|code|slug|token|hash)s?$|[a-z]Id$/i.test(name);
const isId = (value: unknown) =>
  /^[1-9]\d{0,8}$/.test(String(value)) && /^(?:string|number)$/.test(typeof value);

function changed(recording: Recording, other: (key: string, value: unknown) => unknown): Recording | null {
  const changes = new Map<string, string>();
  const put = (key: string, value: unknown) => {
    const to = other(key, value);
    if (typeof value === 'string' && typeof to === 'string' && to !== value && !/^-?\d/.test(value))
      changes.set(value, to);
    return to;
  };
  const given = recording.steps.map((step): Recording['steps'][number] => {
    if (step.kind === 'sql') return { ...step, rows: step.rows.map((row) => mapped(row, put) as Values) };
    if (step.kind !== 'http' || typeof step.responseBody !== 'object') return step;
    return { ...step, responseBody: mapped(step.responseBody, put) };
  });
  if (JSON.stringify(given) === JSON.stringify(recording.steps)) return null;
  // What one statement gave is asked for by the next.
  const steps = given.map((step) =>
    step.kind === 'sql'
      ? {
          ...step,
          values: step.values.map((value) =>
            typeof value === 'string' ? (changes.get(value) ?? value) : value,
          ),
        }
      : step,
  );
  return { ...recording, steps };
}

/** A copy in which each plain value is another, by the key that it has. */
function mapped(value: unknown, put: (key: string, value: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, put, key));
  if (typeof value !== 'object' || value === null) return put(key, value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapped(one, put, name)]));
}
