import type { Recording } from '../../../domain/recording.ts';
import { askInTurn } from '../near/ask-in-turn.ts';
import type { Look } from '../near/look.ts';
import { withLargeNumbers, withOtherData, withOtherKeys } from './other-data.ts';

const ANSWER_MS = 1_500;

/** The recorded failure with other data, that of other rows, and one with large numbers, where the unchanged service fails with it as well. */
export async function otherFailures({ job, base, recording, words, missed }: Look): Promise<Recording[]> {
  if (recording.kind === 'hang') return [];
  const large = /\bBigInt\b/.test(recording.message) ? withLargeNumbers(recording) : null;
  const made = [withOtherData(recording, words), withOtherKeys(recording), large];
  const failing = made.map(async (one) => {
    const request = one?.request;
    if (!one || !request) return [];
    const answer = await askInTurn(job, { base, worktree: base, recording: one, missed }, ({ ask }) =>
      ask(request, ANSWER_MS),
    );
    // Without an answer it is not known what failed; another status is another failure: an upstream may not know the other data.
    const isSame = answer && answer.status >= 500 && answer.status === (recording.status ?? answer.status);
    return isSame ? [one] : [];
  });
  return (await Promise.all(failing)).flat();
}
