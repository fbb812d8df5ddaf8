import { isDeepStrictEqual } from 'node:util';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import type { Asking } from './ask-in-turn.ts';
import type { CodeWords } from './code-words.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;
type Refused = Pick<NearAnswers['good'][number], 'request' | 'status'>;
/** Addresses that are looked at. */
const MOST = 6;

/** Whether a request that is refused leaves something behind that other requests show. */
export async function findTraces(
  { ask }: Asking,
  {
    request,
    words,
    recording,
    refusals,
  }: { request: RecordedRequest; words: CodeWords; recording: Recording; refusals: Refused[] },
): Promise<string[]> {
  const own = request.path.split('?')[0] ?? '/';
  const paths = [...new Set([own, ...words.paths])].slice(0, MOST);
  const looks = paths.map((path) => ({ ...request, method: 'GET', path, body: undefined }));
  const known: { look: RecordedRequest; body: unknown }[] = [];
  for (const look of looks) {
    if (request.method === 'GET' && look.path === own) continue;
    const first = await ask(look, ANSWER_MS);
    if (!first || first.status >= 300) continue;
    const second = await ask(look, ANSWER_MS);
    if (second && isDeepStrictEqual(first.body, second.body)) known.push({ look, body: first.body });
  }
  const answer = await ask(request, ANSWER_MS);
  if (!answer || answer.status < 400) return [];
  // What was answered before the service ended was no success, so nothing should have followed.
  const wentOut = recording.kind === 'crash' && recording.response?.status === answer.status;
  const written = answer.work.find(({ kind }) => /^(?:insert|update|delete|merge) /.test(kind));
  if (written && wentOut) {
    return [
      `the request is refused with ${answer.status}, and its work is done all the same: ${written.kind}`,
    ];
  }
  for (const { look, body } of known) {
    const after = await ask(look, ANSWER_MS);
    if (after && after.status < 300 && !isDeepStrictEqual(after.body, body)) {
      // A service may count what it refuses. A request that was refused before a crash may be the failure once more.
      const other = wentOut ? undefined : refusals.find(({ status }) => status === answer.status);
      if (other) {
        await ask(other.request, ANSWER_MS);
        const later = await ask(look, ANSWER_MS);
        if (!isDeepStrictEqual(later?.body, after.body)) continue;
      }
      return [
        `the request is refused with ${answer.status}, and its work is done all the same: GET ${look.path} shows it`,
      ];
    }
  }
  return [];
}
