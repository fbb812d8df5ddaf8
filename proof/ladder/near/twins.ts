import type { NearAnswers } from '../../../domain/ports/prover.ts';
import { leavesOf } from '../flow/leaves.ts';
import { askInTurn } from './ask-in-turn.ts';
import type { Look } from './look.ts';
import { twinRequest } from './vary-recording.ts';

const ANSWER_MS = 1_500;
const LARGEST = 1e9;

/** What the unchanged service answers where a name that every object has is any other word: a fix must make no difference between them. */
export async function askTwin({
  job,
  base,
  recording,
  request: failing,
  missed,
}: Look): Promise<NearAnswers['twin']> {
  const request = twinRequest(failing);
  if (!request) return null;
  const twin = { ...recording, request };
  const answer = await askInTurn(job, { base, worktree: base, recording: twin, missed }, ({ ask }) =>
    ask(request, ANSWER_MS),
  );
  return answer && answer.status < 300 ? { status: answer.status, body: answer.body } : null;
}

/**
 * Whether a success differs from that of its twin in more than the words: in a number, in how many values it holds, in its status.
 * @returns a sentence; null: it does not
 */
export function differsFromTwin(
  answer: { status: number; body: unknown },
  twin: NonNullable<NearAnswers['twin']>,
): string | null {
  const what = 'with any other word in the place of one that every object has, the answer';
  if (answer.status !== twin.status) return `${what} is ${twin.status}, with it ${answer.status}`;
  const own = new Map(leavesOf(answer.body).map(({ path, value }) => [path, value]));
  const others = leavesOf(twin.body);
  const other = others.find(
    ({ path, value }) => !own.has(path) || (isPlainNumber(value) && own.get(path) !== value),
  );
  if (other)
    return `${what} has ${String(other.value)} at ${other.path}, with it ${String(own.get(other.path) ?? 'nothing')}`;
  return own.size > others.length ? `${what} holds ${others.length} values, with it ${own.size}` : null;
}

/** Neither a moment nor a number made by chance. */
const isPlainNumber = (value: unknown) =>
  typeof value === 'boolean' || (Number.isInteger(value) && Math.abs(Number(value)) < LARGEST);
