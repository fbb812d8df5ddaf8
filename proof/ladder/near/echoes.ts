import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { leavesOf, shows } from '../flow/leaves.ts';
import { heldAt, isText } from './kin.ts';
import { nameOf, partsOf } from './request-parts.ts';

/** Different values of good requests that show that an answer holds what it was asked for. */
const LEAST = 3;

interface Answered {
  request: RecordedRequest;
  status: number;
  body: unknown;
}

export interface Unlike {
  /** Why the success hides something, a sentence; null: it does not. */
  wrong: string | null;
  /** What nothing shows to be right, each completing "The fix newly …". */
  unsure: string[];
}

/**
 * How a success is unlike all good answers in what it holds: what each of them shows of its own request is not in it, or something of
 * each is empty in it.
 * @param good recorded ones as well
 * @param isGiven whether a database or an upstream was asked: then nothing may be there to show
 */
export function unlikeGood(
  answer: Answered,
  {
    good,
    isGiven,
  }: { good: Pick<NearAnswers['good'][number], 'request' | 'status' | 'body'>[]; isGiven: boolean },
): Unlike {
  const successes = good.filter(({ status }) => status < 300);
  if (answer.status >= 300 || new Set(successes.map(({ body }) => JSON.stringify(body))).size < LEAST) {
    return { wrong: null, unsure: [] };
  }
  for (const { part, place } of shownPlaces(successes)) {
    const value = heldAt(answer.request, part);
    if (!isText(value)) continue;
    const there = leavesOf(answer.body).filter((leaf) => leaf.place === place);
    if (there.some((leaf) => shows(leaf.value, String(value)))) continue;
    const what = `${place || 'the body'} of good answers holds the ${part} of their requests`;
    return there.every((leaf) => leaf.value === null || leaf.value === '')
      ? { wrong: `${what}, and nothing of it is in this answer`, unsure: [] }
      : { wrong: null, unsure: [`answers without the ${part} “${String(value).slice(0, 40)}”; ${what}`] };
  }
  if (isGiven) return { wrong: null, unsure: [] };
  const empty = filledPlaces(successes).find((place) => isEmptyAt(answer.body, place));
  return {
    wrong: null,
    unsure: empty === undefined ? [] : [`answers with nothing in ${empty}, which each good answer fills`],
  };
}

/** Where each good answer shows a text of its own request. */
function shownPlaces(successes: Answered[]): { part: string; place: string }[] {
  const [first] = successes;
  if (!first) return [];
  const candidates = partsOf(first.request).flatMap((piece) =>
    isText(piece.value)
      ? leavesOf(first.body)
          .filter(({ value }) => shows(value, String(piece.value)))
          .map(({ place }) => ({ part: nameOf(piece), place }))
      : [],
  );
  return candidates.filter(({ part, place }) => {
    const values = new Set(successes.map(({ request }) => heldAt(request, part)).filter(isText));
    return (
      values.size >= LEAST &&
      successes.every(({ request, body }) => {
        const value = heldAt(request, part);
        return (
          !isText(value) ||
          leavesOf(body).some((leaf) => leaf.place === place && shows(leaf.value, String(value)))
        );
      })
    );
  });
}

/** Lists and texts that each good answer fills. */
function filledPlaces(successes: Answered[]): string[] {
  const [first] = successes;
  if (!isObject(first?.body)) return [];
  return Object.keys(first.body).filter((name) =>
    successes.every(({ body }) => isObject(body) && isFilled(body[name])),
  );
}

const isFilled = (value: unknown) => (Array.isArray(value) || typeof value === 'string') && value.length > 0;

function isEmptyAt(body: unknown, name: string): boolean {
  if (!isObject(body)) return true;
  const value = body[name] ?? '';
  return (Array.isArray(value) || typeof value === 'string') && value.length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
