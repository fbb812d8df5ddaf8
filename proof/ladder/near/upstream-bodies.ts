import type { HttpStep, Recording } from '../../../domain/recording.ts';
import { upstreamFailed, upstreamsOf } from '../../replay/upstream-answers.ts';
import type { Asking } from './ask-in-turn.ts';
import type { CodeWords } from './code-words.ts';
import { withUpstreams } from './scripted-upstream.ts';

const ANSWER_MS = 1_500;

/** Whether an upstream did not do its part in a recorded failure. */
export function failedCall(recording: Recording | null | undefined) {
  const calls = recording ? upstreamsOf(recording).flatMap((one) => one.calls) : [];
  return calls.find(upstreamFailed) ?? null;
}

/**
 * What an upstream that failed may be given to answer with so that the request is answered well: what it answered to a good
 * request, else an object with everything that the code reads. Null: no such answer is found.
 */
export async function givenBody(
  { stage, ask }: Asking,
  recording: Recording,
  words: CodeWords,
  good: Recording[],
): Promise<unknown> {
  if (!failedCall(recording) || !recording.request) return null;
  const recorded = good
    .flatMap(({ steps }) => steps.filter((step): step is HttpStep => step.kind === 'http'))
    .filter(({ status, responseBody }) => status !== null && status < 300 && responseBody != null)
    .map(({ responseBody }) => responseBody);
  const filled = (value: unknown) => Object.fromEntries(words.members.map((name) => [name, value]));
  const made = [filled(7), filled('text'), filled([]), [], { ...filled('text'), ...numbersOf(words) }];
  for (const body of [...recorded.slice(0, 3), ...made]) {
    const answer = await withUpstreams(stage, { status: 200, body }, () =>
      ask(recording.request as NonNullable<Recording['request']>, ANSWER_MS),
    );
    if (answer && answer.status < 300) return body;
  }
  return null;
}

/** Names that are numbers in most services. */
function numbersOf({ members }: CodeWords): Record<string, number> {
  const numeric = members.filter((name) => /id$|rate|price|amount|count|total|cents|temp|score/i.test(name));
  return Object.fromEntries(numeric.map((name) => [name, 7]));
}
