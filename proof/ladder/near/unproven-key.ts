import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import type { Asking } from './ask-in-turn.ts';
import type { CodeWords } from './code-words.ts';
import { shifted } from './vary-recording.ts';

const ANSWER_MS = 1_500;
/** Of the length of most digests. */
const DIGEST = '0'.repeat(64);
const TURNED_AWAY = [401, 403];

/**
 * The header by which a failing request shows who it is, where the failure comes before it is known: another value of the same shape
 * fails as well, and a readable one is turned away. A success would let everybody in.
 * @returns its name; null: none
 */
export async function unprovenKey(
  { ask }: Asking,
  { request }: Recording,
  { words, good }: { words: CodeWords; good: RecordedRequest[] },
): Promise<string | null> {
  if (!request) return null;
  for (const [name, value] of Object.entries(request.headers)) {
    if (!words.headers.includes(name) && !/^(?:cookie|authorization)$/.test(name)) continue;
    const withValue = (to: string) =>
      ask({ ...request, headers: { ...request.headers, [name]: to } }, ANSWER_MS);
    const alike = await withValue(shifted(value));
    if (!alike || alike.status < 500) continue;
    const others = good.flatMap(({ headers }) => headers[name] ?? []);
    for (const other of [...new Set([...others, DIGEST])].filter((one) => one !== value).slice(0, 3)) {
      if (TURNED_AWAY.includes((await withValue(other))?.status ?? 0)) return name;
    }
  }
  return null;
}
