import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { answersNought } from '../flow/nought-given.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { unlikeGood } from './echoes.ts';
import { findInvented, isSilentConflict } from './invented.ts';
import { madeUp, missesWhatIsThere } from './made-up.ts';
import { endsBeforeMonth } from './month-end.ts';
import { unlikeShape } from './unlike-shape.ts';

export interface GivenAnswer {
  recording: Recording;
  request: RecordedRequest;
  /** With which the failing request is answered. */
  status: number;
  /** That answer, where it is a success. */
  answer: NearAnswer | null;
  reproduction: Reproduction;
  near: NearAnswers;
  /** Recorded good requests with their answers. */
  recorded: { request: RecordedRequest; status: number; body: unknown }[];
  /** Fixed pieces of the addresses that the code knows. */
  pieces: string[];
}

/**
 * Judges what the failing request is answered now by what good ones are: values that are made up, or missing.
 * @returns `wrong`: why it hides something, a sentence; null: nothing shows it. `unsure`: each completing "The fix newly …"
 */
export function judgeAnswer(given: GivenAnswer): { wrong: string | null; unsure: string[] } {
  const { recording, request, status, answer, reproduction, near, recorded, pieces } = given;
  if (!answer) {
    return { wrong: status === 404 ? missesWhatIsThere(recording, pieces) : null, unsure: [] };
  }
  const [invented] = findInvented(answer, reproduction, near);
  const bodiesOf = (all: { status: number; body: unknown }[]) =>
    all.filter((one) => one.status < 300).map((one) => one.body);
  const wrong =
    invented ??
    isSilentConflict(reproduction, answer) ??
    endsBeforeMonth(recording, answer) ??
    unlikeShape(
      { request, body: answer.body },
      [...near.good, ...recorded].filter((one) => one.status < 300),
    ) ??
    madeUp({
      ...{ recording, request, failures: reproduction.failures, answer, good: near.good },
      ...{ successes: [...bodiesOf(near.good), ...bodiesOf(recorded)], recorded: bodiesOf(recorded) },
    });
  if (wrong) return { wrong, unsure: [] };
  const unlike = unlikeGood(
    { request, ...answer },
    { good: [...near.good, ...recorded], isGiven: recording.steps.length > 0 },
  );
  const nought = near.flows ? answersNought({ request, ...answer, ...answer.flow }, near.flows) : null;
  return { wrong: unlike.wrong, unsure: [...unlike.unsure, ...(nought ? [nought] : [])] };
}
