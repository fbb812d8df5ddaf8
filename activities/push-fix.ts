import { SutureError } from '../domain/errors.ts';
import type { Candidate } from '../domain/fix.ts';
import { INCIDENT_TRAILER, KEY_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost, Push, Review } from '../domain/ports/code-host.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { recordFix } from './record-fix.ts';
import { reviewText } from './review-text.ts';
import { keyOf, type Round, readAnalysis, readRound, readSubject, worldKeyOf } from './run.ts';

export interface FixToPush extends Round {
  candidateId: string;
}

export type Pushed =
  | { status: 'pushed'; commit: string }
  /** It waits at the code host until a person merges or closes it. */
  | {
      status: 'in_review';
      review: Review;
      /** Since when a person has had it, in milliseconds since 1970. Absent in histories from before this was noted. */
      askedAt?: number;
    }
  /** The allowed files changed on the branch since the fix was proven: it stands on nothing. */
  | { status: 'stale'; head: string };

export interface PushDeps {
  store: Store;
  codeHost: CodeHost;
  config: SutureConfig;
}

/** Subjects stay readable in a log; the whole reason is in the body. */
const SUBJECT_LENGTH = 100;

export function createPushActivities({ store, codeHost, config }: PushDeps) {
  return {
    /** Commits the proven fix on the head of the branch: once, whatever dies meanwhile. */
    async pushFix(fix: FixToPush): Promise<Pushed> {
      const { incident, service, fault } = await readSubject(store, config, fix.incidentId);
      const candidate = await store.getCandidate(incident.id, fix.attempt, fix.candidateId);
      const { evidence } = await readAnalysis(store, incident.id);
      if (!candidate) throw unknownCandidate(fix);
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(fix, `pushing/${fix.attempt}`),
        to: 'pushing',
        message: `Pushes the proven fix to ${service.branch}.`,
        data: { attempt: fix.attempt },
      });

      return longStep(async ({ signal }) => {
        const idempotencyKey = await worldKeyOf(store, fix, `push/${fix.attempt}`);
        const message = commitMessage(fault.code, candidate, incident.id, idempotencyKey);
        const round = await readRound(store, fix);
        const { branch } = service;
        const body = reviewText({
          incidentId: incident.id,
          fault,
          branch,
          evidence,
          round,
          candidate,
          idempotencyKey,
        });
        for (;;) {
          const head = await codeHost.head(service.branch);
          const moved = head !== evidence.commit;
          // A heal that was cancelled must not make a commit.
          signal.throwIfAborted();
          // On a head that is none any more nothing is made, but what an earlier try has made is found: also a review.
          const made = moved ? await pushOn(evidence.commit) : null;
          if (moved && !made && !(await sameFiles(evidence.commit, head, fault.allowedFiles))) {
            return { status: 'stale', head };
          }
          signal.throwIfAborted();
          const pushed = made ?? (await pushOn(head));
          if (pushed?.review) return inReview(pushed.review);
          if (pushed) return deployed(pushed.commit);
        }

        async function pushOn(parent: string): Promise<Push | null> {
          try {
            const { edits } = candidate as Candidate;
            const review = { title: message.split('\n', 1)[0] as string, body };
            return await codeHost.push({ branch, parent, edits, message, idempotencyKey, review });
          } catch (error) {
            if (error instanceof SutureError && error.type === 'head_moved') return null;
            throw error;
          }
        }
      });

      async function deployed(commit: string): Promise<Pushed> {
        await recordFix(store, { ...fix, commit, candidate: candidate as Candidate, review: null });
        return { status: 'pushed', commit };
      }

      async function inReview(review: Review): Promise<Pushed> {
        const { attempt } = fix;
        await store.addNote({
          incidentId: incident.id,
          key: keyOf(fix, `in_review/${attempt}`),
          message: `The proven fix waits for a person: merge or close ${review.url}`,
          data: { attempt, pull_request: review.url, branch: review.branch },
        });
        return { status: 'in_review', review, askedAt: Date.now() };
      }
    },
  };

  async function sameFiles(one: string, other: string, paths: string[]): Promise<boolean> {
    const [before, after] = await Promise.all([
      codeHost.readFiles(one, paths),
      codeHost.readFiles(other, paths),
    ]);
    return paths.every((path) => before[path] === after[path]);
  }
}

function commitMessage(code: string, { rationale }: Candidate, incidentId: string, key: string): string {
  const reason = rationale.replace(/\s+/g, ' ').trim();
  const subject = `[FAULT:${code}] ${reason}`;
  const short = subject.length > SUBJECT_LENGTH ? `${subject.slice(0, SUBJECT_LENGTH - 1)}…` : subject;
  const body = short === subject ? '' : `${reason}\n\n`;
  return `${short}\n\n${body}${INCIDENT_TRAILER}: ${incidentId}\n${KEY_TRAILER}: ${key}\n`;
}

export function unknownCandidate({ incidentId, attempt, candidateId }: FixToPush): SutureError {
  return new SutureError(
    'unknown_candidate',
    `Candidate ${candidateId} of attempt ${attempt} was not kept; retry ${incidentId}.`,
  );
}
