import type { RecordedRequest } from '../../../domain/recording.ts';
import type { CodeWords } from './code-words.ts';
import { matchingTexts } from './matching-texts.ts';
import { nameOf, partsOf, withPart } from './request-parts.ts';
import { shifted } from './vary-recording.ts';

/** Requests that differ from one that failed in one part. */
export interface NearRequest {
  request: RecordedRequest;
  /** A value at the edge of what is allowed: it shows where an edge lies, and may be answered in another way after a fix. */
  edge: boolean;
  /** A value well inside of what is allowed, which no edge is. */
  inner?: boolean;
  /** True where it differs from a good request, not from the failing one. */
  beside?: boolean;
  /** The value that differs: where it stands. Absent: a header. */
  part?: string;
  /** What it is now, where that matters: left out, a text that means nothing, or no JSON. */
  now?: 'absent' | 'nonsense' | 'unreadable';
  /** True where a value of the body has another type, or one is an id in place of another text: a fix may refuse it, also where it was taken before. */
  strange?: boolean;
  /** Of those that are refused, one that is kept before others. */
  keep?: boolean;
}

/** Requests that are made, at most: each takes milliseconds. */
const MOST = 70;
/** Of them, those with another header. */
const OF_HEADERS = 16;
/** Of one part. */
const OF_PART = 24;
/** How far the letters of another text lie. */
const SHIFTS = [1, 2, 3];
const IDS = ['00000000-0000-4000-8000-000000000001'];
const PLAIN = [1, 2, 7];
const LEAST = 1;
/** Hardly a name, a number or a kind of anything. */
const REFUSED = '!';
/** Of which one is no name and the other hardly one. */
const NO_NAMES = [REFUSED, 'x_1'];
/** Elements of the list of a header. */
const ELEMENTS = 3;
/** A body that breaks off. */
const NO_JSON = '{"';
/** Where limits, pages and sizes are usually cut. */
const EDGES = [0, 3, 10, 20, 25, 30, 50, 100, 200, 250, 500, 1_000, 10_000, 2_147_483_647];
/** A text that is longer is sent in short as well: a pattern that takes long to read is quick then. */
const LONG = 12;

/** Requests beside the one that failed: one of its values is left out, or is another one that the code knows. */
export function nearRequests(request: RecordedRequest, words: CodeWords): NearRequest[] {
  const found = new Map<string, NearRequest>();
  const add = (
    one: RecordedRequest,
    how: Omit<NearRequest, 'request' | 'edge'> & { edge?: boolean } = {},
  ) => {
    const key = JSON.stringify(one);
    if (key === JSON.stringify(request) || found.has(key)) return;
    found.set(key, { request: one, edge: false, inner: false, ...how });
  };
  const texts = [
    REFUSED,
    ...words.patterns.flatMap(({ pattern, flags }) => matchingTexts(pattern, flags)),
    ...words.texts.slice(0, 12),
    'other',
    ...IDS,
  ];
  for (const piece of partsOf(request)) {
    const part = nameOf(piece);
    const put = (value: unknown) => withPart(request, piece, value);
    const { kind, value } = piece;
    const strangeOf = (to: unknown) =>
      kind === 'body' && value !== null && typeOf(to) !== typeOf(value) ? { strange: true } : {};
    // A fixed piece of the address leads to another route.
    if (kind === 'path' && words.pieces.includes(String(value))) continue;
    if (kind !== 'path') add(put(undefined), { part, now: 'absent' });
    const isNumber = typeof value === 'number' || /^-?\d+(?:\.\d+)?$/.test(String(value));
    if (typeof value === 'string' && value.length > LONG) add(put(shortened(value)), { part, keep: true });
    for (const number of PLAIN) {
      add(put(number), { part, inner: number !== LEAST, ...strangeOf(number) });
    }
    if (isNumber || kind === 'query') {
      // In the path a number is the name of something, and the largest is as good as any.
      const edge = kind !== 'path';
      for (const number of EDGES) add(put(number), { part, edge, keep: !edge && number === EDGES.at(-1) });
    }
    if (typeof value === 'string') {
      const alike = words.texts.filter((text) => shapeOf(text) === shapeOf(value));
      for (const text of [...alike, ...texts].slice(0, OF_PART)) {
        const isMade = IDS.includes(text) && shapeOf(text) !== shapeOf(value);
        add(put(text), {
          ...{ part, ...(text === REFUSED && { now: 'nonsense' }), ...(isMade && { strange: true }) },
        });
      }
    }
    if (typeof value === 'object' && value !== null) {
      const first = Array.isArray(value) ? value[0] : undefined;
      if (first !== undefined) add(put(first), { part, ...strangeOf(first) });
    } else if (value !== undefined) add(put([value]), { part, ...strangeOf([value]) });
  }
  const parts = [...found.values()].slice(0, MOST - OF_HEADERS);
  found.clear();
  if (typeof request.body === 'object' && request.body !== null) {
    add(
      { ...request, headers: { 'content-type': 'application/json', ...request.headers }, body: NO_JSON },
      { part: 'body', now: 'unreadable', keep: true },
    );
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (!isRead(name, words)) continue;
    for (const other of otherElements(value)) {
      add({ ...request, headers: { ...request.headers, [name]: other } }, { part: `header ${name}` });
    }
  }
  for (const name of words.headers) {
    for (const text of words.texts) add({ ...request, headers: { ...request.headers, [name]: text } });
  }
  return [...parts, ...[...found.values()].slice(0, OF_HEADERS)];
}

/** Headers of which no element is a value of the request's own. */
const NO_VALUES =
  /^(?:cookie|authorization|content-type|content-length|host|connection|traceparent|user-agent)$/i;

/** Whether the code names a header that it can only read. */
const isRead = (name: string, { texts, headers }: CodeWords) =>
  !NO_VALUES.test(name) && [...texts, ...headers].some((word) => word.toLowerCase() === name.toLowerCase());

/** A header in which one element of its list, before its parameters, means nothing, and in which one is left out. */
function otherElements(value: string): string[] {
  const list = value.split(',').slice(0, ELEMENTS);
  const withOther = (index: number, other: string | null) =>
    list.flatMap((one, at) => (at === index ? (other === null ? [] : [other]) : [one])).join(',');
  return list.flatMap((one, index) => {
    const [own = '', ...parameters] = one.split(';');
    const put = (text: string) =>
      withOther(index, [own.replace(own.trim(), () => text), ...parameters].join(';'));
    return [...NO_NAMES.map(put), ...(list.length > 1 ? [withOther(index, null)] : [])];
  });
}

/** A good request with what the failing one lacks as nought, and with other texts of the same shape. */
export function besideInShape(good: RecordedRequest, failing: RecordedRequest): NearRequest[] {
  const held = new Map(partsOf(failing).map((part) => [nameOf(part), part.value]));
  return partsOf(good).flatMap((piece) => {
    const part = nameOf(piece);
    const { value } = piece;
    const put = (to: unknown): NearRequest => ({ request: withPart(good, piece, to), edge: false, part });
    if (typeof value === 'string' && piece.kind !== 'path' && /[a-z]{2}/i.test(value)) {
      return SHIFTS.map((by) => put(shifted(value, by)));
    }
    const isLacking = (held.get(part) ?? null) === null;
    if (!isLacking) return [];
    return typeof value === 'number' ? [put(0)] : value === true ? [put(false)] : [];
  });
}

/** One of each value in turn, so that a few requests are about all of them. */
export function inTurn(list: NearRequest[]): NearRequest[] {
  const groups = new Map<string, NearRequest[]>();
  for (const one of list) groups.set(one.part ?? '', [...(groups.get(one.part ?? '') ?? []), one]);
  const longest = Math.max(0, ...[...groups.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    [...groups.values()].flatMap((group) => group[at] ?? []),
  ).flat();
}

/** The start and the end of a text. */
export function shortened(text: string): string {
  return `${text.slice(0, LONG / 2)}${text.slice(-LONG / 2)}`;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** Letters and digits count as the same: `k1` is like `o9`. */
function shapeOf(text: string): string {
  return text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
}
