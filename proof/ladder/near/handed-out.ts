import type { RecordedRequest } from '../../../domain/recording.ts';
import { leavesOf } from '../flow/leaves.ts';
import type { Asked } from './look.ts';
import type { NearRequest } from './near-requests.ts';
import { nameOf, partsOf, withPart } from './request-parts.ts';

/** Values that are tried, of each part of the request. */
const MOST = 4;
/** A key, a cursor or a token, not a sentence; shorter ones are found by chance. */
const TOKEN = /^[\w.:+/=-]{6,400}$/;
/** Names by which services hand out what they take again. */
const TO_COME_BACK = /next|cursor|token|after|before|continu|page|key|id$/i;

/**
 * The failing request with what the service itself hands out in good answers, such as the cursor of the next page, in place of a
 * value without which it does not fail.
 */
export function handedOut(asked: Asked[], request: RecordedRequest): NearRequest[] {
  const bodies = asked.flatMap(({ answer }) => (answer && answer.status < 300 ? [answer.body] : []));
  const found = new Map<string, boolean>();
  for (const { name, value } of bodies.flatMap((body) => leavesOf(body))) {
    if (typeof value === 'string' && TOKEN.test(value)) found.set(value, TO_COME_BACK.test(name));
  }
  const tokens = [...found].sort(([, one], [, other]) => Number(other) - Number(one)).slice(0, MOST);
  return partsOf(request).flatMap((piece) => {
    const part = nameOf(piece);
    const depends = asked.some((one) => one.part === part && one.answer && one.answer.status < 500);
    if (typeof piece.value !== 'string' || !depends) return [];
    return tokens.map(([token]) => ({
      ...{ request: withPart(request, piece, token), edge: false, inner: true, part, keep: true },
    }));
  });
}
