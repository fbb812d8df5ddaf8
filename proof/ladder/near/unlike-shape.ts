import type { RecordedRequest } from '../../../domain/recording.ts';

interface Answered {
  request: RecordedRequest;
  body: unknown;
}
type Values = Record<string, unknown>;

/** Good answers that show which fields an object always has. */
const LEAST = 2;
/** How deep an answer holds what was sent, at most: `data.order.tags`. */
const DEEPEST = 3;

/**
 * How a success is built in another way than good ones are, a sentence: an object without fields where each of them has the same, or
 * another kind of value where they hold what was sent. Null: it is not.
 */
export function unlikeShape(answer: Answered, good: Answered[]): string | null {
  return holdsNothing(answer, good) ?? holdsOtherKind(answer, good);
}

function holdsNothing({ body }: Answered, good: Answered[]): string | null {
  for (const path of emptyObjects(body, [])) {
    const objects = good.map((one) => at(one.body, path)).filter((one) => one !== undefined && one !== null);
    const names = objects.map((one) => (isObject(one) ? Object.keys(one).sort().join(', ') : ''));
    const [first] = names;
    // What is named by data has other fields each time, and may have none.
    if (!first?.includes(', ') || names.length < LEAST || names.some((one) => one !== first)) continue;
    return `the answer holds an object without fields at ${path.join('.')}, where each good one holds ${first}`;
  }
  return null;
}

function emptyObjects(value: unknown, path: string[]): string[][] {
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return path.length > 0 ? [path] : [];
  return entries.flatMap(([name, one]) => emptyObjects(one, [...path, name]));
}

function holdsOtherKind({ request, body }: Answered, good: Answered[]): string | null {
  if (!isObject(request.body)) return null;
  for (const [name, sent] of Object.entries(request.body)) {
    if (typeof sent !== 'object' || sent === null) continue;
    const known = good.filter((one) => isObject(one.request.body) && one.request.body[name] !== undefined);
    const first = known.find((one) => saysSomething((one.request.body as Values)[name]));
    const places = first ? placesOf(first.body, (first.request.body as Values)[name], []) : [];
    const place = places.find((path) =>
      known.every((one) => isSame(at(one.body, path), (one.request.body as Values)[name])),
    );
    const now = place && at(body, place);
    if (!place || now === undefined || now === null || kindOf(now) === kindOf(sent)) continue;
    return `the answer holds a ${kindOf(now)} at ${place.join('.')}, where the request sent a ${kindOf(sent)}; good answers hold there what was sent`;
  }
  return null;
}

/** Where a body holds a value. */
function placesOf(body: unknown, value: unknown, path: string[]): string[][] {
  if (path.length > 0 && isSame(body, value)) return [path];
  if (!isObject(body) || path.length >= DEEPEST) return [];
  return Object.entries(body).flatMap(([name, one]) => placesOf(one, value, [...path, name]));
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
/** What is short may stand anywhere by chance. */
const saysSomething = (value: unknown) => JSON.stringify(value).length > 4;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}

function at(body: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), body);
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
