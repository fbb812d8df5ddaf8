import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { type FailureSign, isSameSign } from './failure-sign.ts';
import type { Asked } from './look.ts';
import { nameOf, partsOf } from './request-parts.ts';

/** Requests that fail in the same way and are kept: each is sent again to each candidate. */
const MOST = 5;
/** Of one value of the request. */
const OF_PART = 3;
/** Refusals that say that a value is bad. */
const OF_VALUE = new Set([400, 422]);

type Kin = NonNullable<NearAnswers['kin']>;
type Guilty = NonNullable<NearAnswers['guilty']>[number];

/**
 * Requests beside the failing one that fail with the same error at the same place, those first whose other value is one on which the
 * failure depends.
 * @param sign how the failing request failed; null where nothing shows it
 */
export function kinOf(asked: Asked[], sign: FailureSign | null, guilty: Guilty[]): Kin {
  const alike = asked.filter(
    ({ answer, edge }) => !edge && answer && answer.status >= 500 && isSameSign(answer.sign, sign),
  );
  const parts = new Set(guilty.map(({ part }) => part));
  const isOfGuilty = ({ part, now }: Asked) => part !== undefined && parts.has(part) && now !== 'absent';
  const times = new Map<string, number>();
  const ofGuilty = alike.filter(isOfGuilty);
  const isPlainText = ({ request, part }: Asked) => isText(heldAt(request, part ?? ''));
  const ordered = [
    ...ofGuilty.filter(isPlainText),
    ...ofGuilty.filter((one) => !isPlainText(one)),
    ...alike.filter((one) => !isOfGuilty(one)),
  ];
  const chosen = ordered.filter(({ part = '' }) => {
    times.set(part, (times.get(part) ?? 0) + 1);
    return (times.get(part) ?? 0) <= OF_PART;
  });
  return chosen.slice(0, MOST).map(({ request, part = null }) => ({ request, part }));
}

/**
 * The values of the failing request on which its failure depends: with another value, or without it, the same request does not fail so.
 * @param known requests that are answered well, recorded ones as well
 */
export function guiltyParts(request: RecordedRequest, asked: Asked[], known: RecordedRequest[]): Guilty[] {
  const own = asked.filter(({ beside }) => !beside);
  return partsOf(request).flatMap((piece) => {
    const part = nameOf(piece);
    const others = own.filter((one) => one.part === part && one.answer);
    // One that is refused may be so before it comes to the failure.
    const isOther = ({ answer }: Asked) => isSuccess(answer) || answer?.status === 404;
    if (!others.some(isOther)) return [];
    const absent = others.find(({ now, answer }) => now === 'absent' && isSuccess(answer));
    const isTaken = known.some((one) =>
      partsOf(one).some((other) => nameOf(other) === part && !isNothing(other.value)),
    );
    return [{ part, absent: absent?.request ?? null, isTaken, refusesOthers: refusesOthers(part, asked) }];
  });
}

/** Whether a value that may be left out is refused where it means nothing: this one, or another of the route. */
function refusesOthers(part: string, asked: Asked[]): boolean {
  return asked.some((one) => {
    if (!one.answer || !OF_VALUE.has(one.answer.status) || one.now === 'absent' || !one.part) return false;
    if (one.now !== 'nonsense' && one.part !== part) return false;
    return asked.some(
      (other) => other.part === one.part && Boolean(other.beside) === Boolean(one.beside) && isAbsent(other),
    );
  });
}

const isAbsent = ({ now, answer }: Asked) => now === 'absent' && isSuccess(answer);
const isSuccess = (answer: Asked['answer']) => answer !== null && answer.status < 300;

/** What says no more than that there is no value. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** A text that is no number: a number may be cut to what is allowed. */
export const isText = (value: unknown) =>
  typeof value === 'string' && !isNothing(value) && !Number.isFinite(Number(value));

/** What a request holds at a place that has a name. */
export const heldAt = (request: RecordedRequest, part: string) =>
  partsOf(request).find((piece) => nameOf(piece) === part)?.value;
