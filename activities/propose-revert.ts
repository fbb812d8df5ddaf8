import type { FileVersion } from '../domain/fix.ts';
import type { CodeHost, CodeHosts, Review } from '../domain/ports/code-host.ts';
import { decisionAsked } from '../domain/review.ts';
import type { Service } from '../domain/service.ts';
import type { Store } from '../store/store.ts';
import type { FixToRevert } from './fix-to-revert.ts';
import { keyOf, type Round, readAnalysis, readRound } from './run.ts';
import { skippedTest } from './with-test.ts';

interface Revert {
  fix: FixToRevert;
  service: Service;
  message: string;
  idempotencyKey: string;
}

/**
 * Puts the revert of a fix before a person: as a change of its own, or, where that cannot be made, as the command that reverts
 * it. The timeline keeps it.
 * @returns a sentence that says what a person may do
 */
export async function proposeRevert(
  { store, codeHosts }: { store: Store; codeHosts: CodeHosts },
  { fix, service, message, idempotencyKey }: Revert,
): Promise<string> {
  const { incidentId, attempt, commit } = fix;
  const review = service.definition.deliver === 'none' ? null : await open(codeHosts.of(service));
  const said = review
    ? `Its revert waits for you: ${decisionAsked(review)}.`
    : service.definition.deliver === 'none'
      ? `To take it out: suture show ${incidentId} --patch | git apply --reverse`
      : `Its files were changed since, so revert it by hand: git revert ${commit.slice(0, 10)}`;
  await store.addNote({
    incidentId,
    key: keyOf(fix, `revert_proposed/${attempt}`),
    message: said,
    data: {
      attempt,
      commit,
      reverts: commit,
      ...(review && { revert_review: review.number, pull_request: review.url }),
    },
  });
  return said;

  /** Null where the files are no longer as the merge left them, which a person may have changed before. */
  async function open(codeHost: CodeHost): Promise<Review | null> {
    const { evidence } = await readAnalysis(store, incidentId);
    const { proposal, chosen, verdicts } = await readRound(store, fix);
    const test = verdicts.find(({ candidateId }) => candidateId === chosen)?.addedTest?.file;
    const made = proposal.candidates.find(({ id }) => id === chosen)?.edits ?? [];
    const paths = made.map(({ path }) => path);
    const parent = await codeHost.head(service.branch);
    const [before, merged, now] = await Promise.all([
      codeHost.readFiles(evidence.commit, paths),
      codeHost.readFiles(commit, paths),
      codeHost.readFiles(parent, paths),
    ]);
    const edits = paths.flatMap((path): FileVersion[] => {
      const old = before[path];
      return old === undefined || now[path] !== merged[path] ? [] : [{ path, content: old }];
    });
    if (edits.length === 0 || edits.length < made.length) return null;
    if (test && (await codeHost.readFiles(parent, [test.path]))[test.path] === test.content) {
      edits.push(skippedTest(test));
    }
    const [title = ''] = message.split('\n', 1);
    const body = [
      `The change for **${incidentId}** was merged as ${commit} and does not hold: ${fix.why}`,
      '**Merge** this to take it out: the files are then as they were before it. **Close** it to keep it. Suture looks for another fix meanwhile; that one replaces this change.',
    ].join('\n\n');
    const pushed = await codeHost.push({
      ...{ branch: service.branch, parent, edits, message, idempotencyKey },
      review: { title, body },
    });
    return pushed.review;
  }
}

/** Withdraws the reverts that an earlier attempt of the same run proposed: a newer change takes their place. */
export async function withdrawReverts(store: Store, codeHost: CodeHost, round: Round): Promise<void> {
  const { timeline = [] } = (await store.getIncidentDetail(round.incidentId)) ?? {};
  const begin = timeline.findLastIndex(({ to_phase }) => to_phase === 'detected');
  for (const { data } of timeline.slice(begin + 1)) {
    const { revert_review: number } = data;
    if (typeof number !== 'number') continue;
    await codeHost.withdraw(number, `A newer change for ${round.incidentId} takes its place.`);
  }
}
