import type { Candidate } from '../domain/fix.ts';
import type { Review } from '../domain/ports/code-host.ts';
import { nameOfReview } from '../domain/review.ts';
import type { Store } from '../store/store.ts';
import { keyOf, type Round } from './run.ts';

export interface FixOnBranch extends Round {
  commit: string;
  candidate: Candidate;
  /** Null when no person had to merge it. */
  review: (Review & { waitedMs: number }) | null;
  /** A person applied it by hand; absent otherwise. */
  applied?: { waitedMs: number };
}

/** The fix is on the branch: remembers its commit, and the incident is `deploying`. @param message what happened, for the timeline */
export async function recordFix(store: Store, fix: FixOnBranch, message = sentenceOf(fix)): Promise<void> {
  const { incidentId, attempt, commit, candidate, review, applied } = fix;
  const waited = review ?? applied;
  await store.recordPush({ commit, kind: 'fix', incidentId, attempt, resetId: null });
  await store.moveIncident({
    incidentId,
    key: keyOf(fix, `deploying/${attempt}`),
    to: 'deploying',
    message,
    data: { attempt, commit, ...(waited && { waited_ms: waited.waitedMs }) },
    remediation: {
      action_type: applied ? 'fix_applied' : review ? 'auto_fix_merged' : 'auto_fix_pushed',
      parameters: {
        commit,
        attempt,
        candidate: candidate.id,
        provider: candidate.provider,
        templates: candidate.templates,
        files: candidate.edits.map(({ path }) => path),
        rationale: candidate.rationale,
        ...(review && { pull_request: review.url }),
      },
      execution_timestamp: new Date().toISOString(),
    },
  });
}

function sentenceOf({ commit, candidate, review, applied }: FixOnBranch): string {
  if (applied) return `A person applied the fix: ${commit.slice(0, 10)} holds it, and is live.`;
  const came = review ? `${capitalized(nameOfReview(review))} was merged as` : 'Pushed';
  const changed = candidate.provider === 'person' ? ', changed by a person before the merge' : '';
  return `${came} ${commit.slice(0, 10)}${changed}; the delivery takes it from here.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
