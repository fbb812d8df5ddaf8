import type { Review } from '../domain/ports/code-host.ts';
import { decisionAsked } from '../domain/review.ts';
import type { Store } from '../store/store.ts';
import { keyOf, type Round } from './run.ts';

const stepOf = (round: Round) => `review/${round.healRun}/${round.attempt}`;

/** Shows that a person has to merge or close a pull request, once. */
export async function beginReviewWait(
  store: Pick<Store, 'beginWait'>,
  fix: Round,
  { url, branch }: Pick<Review, 'url' | 'branch'>,
): Promise<void> {
  const { incidentId, attempt } = fix;
  await store.beginWait({
    incidentId,
    step: stepOf(fix),
    kind: 'person',
    on: 'a person',
    reason: `The fix is proven: ${decisionAsked({ url, branch })}`,
    url,
    untilMs: null,
    note: {
      key: keyOf(fix, `in_review/${attempt}`),
      message: `The proven fix waits for a person: ${decisionAsked({ url, branch })}`,
      data: { attempt, pull_request: url, branch },
    },
  });
}

/** A person has decided; another row of the timeline says how. */
export async function endReviewWait(store: Pick<Store, 'endWait'>, round: Round): Promise<void> {
  await store.endWait({ incidentId: round.incidentId, step: stepOf(round) }, null);
}
