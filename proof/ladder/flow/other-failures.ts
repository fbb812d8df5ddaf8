import type { Recording } from '../../../domain/recording.ts';
import type { Base, Job } from '../../tools.ts';
import { askInTurn } from '../near/ask-in-turn.ts';
import type { CodeWords } from '../near/code-words.ts';
import { withOtherData, withOtherKeys } from './other-data.ts';

const ANSWER_MS = 1_500;

/** The recorded failure with other data, and that of other rows, where the unchanged service fails with it as well. */
export async function otherFailures(job: Job, base: Base, words: CodeWords): Promise<Recording[]> {
  const { recording } = job.subject;
  if (!recording || recording.kind === 'hang') return [];
  const made = [withOtherData(recording, words), withOtherKeys(recording)];
  const failing = made.map(async (one) => {
    const request = one?.request;
    if (!one || !request) return [];
    const answer = await askInTurn(job, { base, worktree: base, recording: one }, ({ ask }) =>
      ask(request, ANSWER_MS),
    );
    // Without an answer it is not known what failed: an upstream may not know the other data.
    return answer && answer.status >= 500 ? [one] : [];
  });
  return (await Promise.all(failing)).flat();
}
