import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Asking } from './ask-in-turn.ts';
import type { CodeWords } from './code-words.ts';
import { partsOf } from './request-parts.ts';
import { isInherited, shifted } from './vary-recording.ts';

/** How long an answer may take, in milliseconds of the service's own time. */
const ANSWER_MS = 1_500;
/** Addresses that are asked, and those that are kept. */
const MOST = 40;
const MOST_KEPT = 3;
/** Texts of the request that are tried, and what is one. */
const MOST_TEXTS = 3;
const WORD = /[\p{L}_$][\p{L}\p{N}_$-]*/gu;
const LONGEST = 60;

/**
 * Requests by GET to other addresses of a service that fail with a text of the failing request, and are answered with any other word in
 * its place: the same mistake may be there.
 */
export async function failsElsewhere(
  { ask }: Asking,
  request: RecordedRequest,
  words: CodeWords,
): Promise<RecordedRequest[]> {
  const found: RecordedRequest[] = [];
  for (const { look, twin } of elsewhere(request, words)) {
    if (found.length === MOST_KEPT) break;
    const answer = await ask(look, ANSWER_MS);
    if (!answer || answer.status < 500) continue;
    const other = await ask(twin, ANSWER_MS);
    if (other && other.status < 500) found.push(look);
  }
  return found;
}

/** Whether a changed service still fails at one of them, completing "The fix newly …". */
export async function leavesElsewhere({ ask }: Asking, looks: RecordedRequest[]): Promise<string[]> {
  for (const look of looks) {
    const answer = await ask(look, ANSWER_MS);
    if (answer && answer.status >= 500) {
      return [
        `leaves ${look.method} ${look.path} as it is, which is answered with ${answer.status} for the same text`,
      ];
    }
  }
  return [];
}

/** Addresses that may take a text of a request, each with that text and with another word. */
export function elsewhere(
  request: RecordedRequest,
  { paths, gets, pieces, queries }: CodeWords,
): { look: RecordedRequest; twin: RecordedRequest }[] {
  const own = request.path.split('?')[0] ?? '/';
  const to = (path: string): RecordedRequest => ({ ...request, method: 'GET', path, body: undefined });
  const at = (text: string) => {
    const value = encodeURIComponent(text);
    const others = [...new Set([...paths, ...gets])].filter(
      (path) => path !== own || request.method !== 'GET',
    );
    return [
      ...others.flatMap((path) => queries.map((name) => `${path}?${name}=${value}`)),
      ...pieces.map((piece) => `/${piece}/${value}`).filter((path) => path !== own),
    ];
  };
  return textsOf(request)
    .flatMap((text) => at(text).map((path, index) => ({ path, twin: at(shifted(text))[index] ?? path })))
    .slice(0, MOST)
    .map(({ path, twin }) => ({ look: to(path), twin: to(twin) }));
}

/** The texts of a request on which a failure may depend: names that every object has before whole values. */
function textsOf(request: RecordedRequest): string[] {
  const values = partsOf(request).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const inherited = values.flatMap((value) => value.match(WORD) ?? []).filter(isInherited);
  const whole = values.filter((value) => /\p{L}/u.test(value) && value.length <= LONGEST);
  return [...new Set([...inherited, ...whole])].slice(0, MOST_TEXTS);
}
