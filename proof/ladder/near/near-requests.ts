import type { RecordedRequest } from '../../../domain/recording.ts';
import type { CodeWords } from './code-words.ts';
import { matchingTexts } from './matching-texts.ts';
import { partsOf, withPart } from './request-parts.ts';

/** Requests that differ from one that failed in one part. */
export interface NearRequest {
  request: RecordedRequest;
  /** A value at the edge of what is allowed: it shows where an edge lies, and may be answered in another way after a fix. */
  edge: boolean;
  /** A value well inside of what is allowed, which no edge is. */
  inner?: boolean;
}

/** Requests that are made, at most: each takes milliseconds. */
const MOST = 70;
/** Of them, those with another header. */
const OF_HEADERS = 16;
/** Of one part. */
const OF_PART = 24;
const IDS = ['00000000-0000-4000-8000-000000000001'];
const PLAIN = [1, 2, 7];
const LEAST = 1;
/** Hardly a name, a number or a kind of anything. */
const REFUSED = '!';
/** Where limits, pages and sizes are usually cut. */
const EDGES = [0, 3, 10, 20, 25, 30, 50, 100, 200, 250, 500, 1_000, 10_000, 2_147_483_647];

/** Requests beside the one that failed: one of its values is left out, or is another one that the code knows. */
export function nearRequests(request: RecordedRequest, words: CodeWords): NearRequest[] {
  const found = new Map<string, NearRequest>();
  const add = (one: RecordedRequest, edge = false, inner = false) => {
    const key = JSON.stringify(one);
    if (key !== JSON.stringify(request) && !found.has(key)) found.set(key, { request: one, edge, inner });
  };
  const texts = [
    REFUSED,
    ...words.patterns.flatMap(({ pattern, flags }) => matchingTexts(pattern, flags)),
    ...words.texts.slice(0, 12),
    'other',
    ...IDS,
  ];
  for (const part of partsOf(request)) {
    if (part.kind !== 'path') add(withPart(request, part, undefined));
    const isNumber = typeof part.value === 'number' || /^-?\d+(?:\.\d+)?$/.test(String(part.value));
    for (const number of PLAIN) add(withPart(request, part, number), false, number !== LEAST);
    if (isNumber || part.kind === 'query') {
      for (const number of EDGES) add(withPart(request, part, number), true);
    }
    if (typeof part.value === 'string') {
      const alike = words.texts.filter((text) => shapeOf(text) === shapeOf(String(part.value)));
      for (const text of [...alike, ...texts].slice(0, OF_PART)) add(withPart(request, part, text));
    }
    if (typeof part.value === 'object' && part.value !== null) {
      const first = Array.isArray(part.value) ? part.value[0] : undefined;
      if (first !== undefined) add(withPart(request, part, first));
    } else if (part.value !== undefined) add(withPart(request, part, [part.value]));
  }
  const parts = [...found.values()].slice(0, MOST - OF_HEADERS);
  found.clear();
  for (const name of words.headers) {
    for (const text of words.texts) add({ ...request, headers: { ...request.headers, [name]: text } });
  }
  return [...parts, ...[...found.values()].slice(0, OF_HEADERS)];
}

/** Letters and digits count as the same: `k1` is like `o9`. */
function shapeOf(text: string): string {
  return text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
}
