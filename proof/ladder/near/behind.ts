import { isDeepStrictEqual } from 'node:util';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { isCommon, leavesOf, shows } from '../flow/leaves.ts';
import type { Asking } from './ask-in-turn.ts';
import { LOOK_MS, type Looks, lookAt, OWN } from './look-at.ts';

/** Good requests behind which is looked. */
const MOST_GOOD = 3;

/** What good requests of the unchanged service that may change something show afterwards. */
export async function lookBehind(
  { ask, missed }: Asking,
  good: RecordedRequest[],
  paths: string[],
): Promise<NonNullable<NearAnswers['behind']>> {
  const found: NonNullable<NearAnswers['behind']> = [];
  for (const request of good.filter(({ method }) => method !== 'GET').slice(0, MOST_GOOD)) {
    const answer = await ask(request, LOOK_MS);
    if (!answer || answer.status >= 300) continue;
    const looks = Object.entries(await lookAt({ ask, missed }, request, paths));
    const seen = looks.flatMap(([path, { status, body }]) => (status < 300 ? [[path, body] as const] : []));
    found.push({ body: answer.body, after: Object.fromEntries(seen) });
  }
  return found;
}

/**
 * Whether a success is not followed by what follows good ones: an address that fails from then on, one that shows something else than
 * what was answered, or not what it holds.
 * @returns a sentence; null: it is
 */
export function leavesUndone(
  body: unknown,
  { before, after }: { before: Looks; after: Looks },
  good: NonNullable<NearAnswers['behind']>,
): string | null {
  const [first, ...others] = good;
  for (const [path, now] of Object.entries(after)) {
    const what = path === OWN ? 'GET of the same address' : `GET ${path}`;
    const was = before[path]?.status ?? 500;
    if (was < 500 && now.status >= 500) {
      return `after the request ${what} is answered with ${now.status}, before it with ${was}`;
    }
    if (!first || !(path in first.after) || now.status >= 300) continue;
    const isEqual = (one: typeof first) => isObject(one.body) && isDeepStrictEqual(one.after[path], one.body);
    if (isEqual(first) && others.every(isEqual) && !isDeepStrictEqual(now.body, body)) {
      return `after the request ${what} shows something else than it was answered; after good ones it is the same`;
    }
    const lost = shownPlaces(first.body, first.after[path])
      .filter((place) => others.every((one) => shownPlaces(one.body, one.after[path]).includes(place)))
      .find((place) => isHidden(body, now.body, place));
    if (lost !== undefined) {
      return `after the request ${what} does not show its ${lost || 'answer'}, as it does after good ones`;
    }
  }
  return null;
}

/** Places of an answer whose values another one shows. */
function shownPlaces(body: unknown, other: unknown): string[] {
  const shown = leavesOf(other);
  return leavesOf(body).flatMap(({ place, value }) =>
    value !== null && !isCommon(String(value)) && shown.some((leaf) => shows(leaf.value, String(value)))
      ? [place]
      : [],
  );
}

function isHidden(body: unknown, other: unknown, place: string): boolean {
  const own = leavesOf(body).filter((leaf) => leaf.place === place && !isCommon(String(leaf.value)));
  return (
    own.length > 0 && own.some(({ value }) => value !== null) && !shownPlaces(body, other).includes(place)
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
