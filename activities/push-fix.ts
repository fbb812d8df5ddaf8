import { deliveryOf } from '../domain/delivery-of.ts';
import { SutureError } from '../domain/errors.ts';
import type { Candidate, FileVersion, Verdict } from '../domain/fix.ts';
import type { CodeHosts, Push, Review } from '../domain/ports/code-host.ts';
import { reasonForApproval } from '../domain/require-approval.ts';
import type { FaultPolicy } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { commitMessage } from './commit-message.ts';
import { type FixToPush, unknownCandidate } from './fix-to-push.ts';
import { beginKeptWait } from './keep-fix.ts';
import { longStep } from './long-step.ts';
import { changeBefore } from './open-change.ts';
import { withdrawReverts } from './propose-revert.ts';
import { readSubjectAt } from './read-subject.ts';
import { recordFix } from './record-fix.ts';
import { reviewText } from './review-text.ts';
import { beginReviewWait } from './review-wait.ts';
import { keyOf, type Round, readAnalysis, readRound, worldKeyOf } from './run.ts';
import { sameFiles } from './same-files.ts';
import { withTest } from './with-test.ts';

export type Pushed =
  | { status: 'pushed'; commit: string }
  /** It waits at the code host until a person merges or closes it. */
  | {
      status: 'in_review';
      review: Review;
      /** Since when a person has had it, in milliseconds since 1970. Absent in histories from before this was noted. */
      askedAt?: number;
    }
  /** Nothing is written to the repository: a person applies it. */
  | { status: 'kept'; askedAt: number }
  /** The allowed files changed on the branch since the fix was proven; the proof does not hold for them. */
  | { status: 'stale'; head: string };

export interface PushDeps {
  store: Store;
  codeHosts: CodeHosts;
}

export function createPushActivities({ store, codeHosts }: PushDeps) {
  return {
    /** Commits the proven fix on the head of the branch, opens a review of it, or keeps it, as the definition says; once for each round. */
    async pushFix(fix: FixToPush): Promise<Pushed> {
      const { evidence } = await readAnalysis(store, fix.incidentId);
      const { incident, service, fault } = await readSubjectAt(
        { store, codeHosts },
        fix.incidentId,
        evidence.commit,
      );
      const codeHost = codeHosts.of(service);
      const candidate = await store.getCandidate(incident.id, fix.attempt, fix.candidateId);
      if (!candidate) throw unknownCandidate(fix);
      const { verdicts } = await readRound(store, fix);
      const verdict = verdicts.find(({ candidateId }) => candidateId === candidate.id);
      const deliver = deliveryOf(service.definition, fault, verdict);
      if (deliver === 'none') return kept();
      const updates =
        fix.updates ?? (await changeBefore({ store, codeHosts }, service, fault.code)).open ?? undefined;
      const perDay = service.definition.heal.changesPerDay;
      const full = updates ? null : await store.claimChange(fix, perDay);
      if (full) return kept(limitReached(service.name, perDay, full.nextAt));
      const reviewed = deliver === 'review' || (await lacksApproval(fault.policy, candidate, verdict));
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(fix, `pushing/${fix.attempt}`),
        to: 'pushing',
        message: reviewed
          ? `Opens a review of the proven fix for ${service.branch}.`
          : `Pushes the proven fix to ${service.branch}.`,
        data: { attempt: fix.attempt },
      });

      return longStep(async ({ signal }) => {
        const idempotencyKey = await worldKeyOf(store, fix, `push/${fix.attempt}`);
        const message = commitMessage(fault.code, candidate.rationale, incident.id, idempotencyKey);
        const round = await readRound(store, fix);
        const { branch } = service;
        const body = reviewText({
          incident,
          fault,
          branch,
          evidence,
          round,
          candidate,
          idempotencyKey,
        });
        for (let parent = evidence.commit; ; ) {
          // A heal that was cancelled must not make a commit.
          signal.throwIfAborted();
          // If the branch moved, nothing new is created; a commit or review from an earlier try is still found.
          const pushed = await pushOn(parent);
          if (pushed?.review) return inReview(pushed.review);
          if (pushed) return deployed(pushed.commit);
          parent = await codeHost.head(branch);
          if (!(await isAsProven(parent))) {
            if (!updates) await store.dropChange(fix);
            return { status: 'stale', head: parent };
          }
        }

        /** The files are as they were proven, or as an earlier fix left them, which this one replaces. */
        async function isAsProven(head: string): Promise<boolean> {
          if (await sameFiles(codeHost, evidence.commit, head, fault.allowedFiles)) return true;
          const returned = (await readReturned(store, fix)).flatMap(({ edits }) => edits);
          if (returned.length === 0) return false;
          const paths = [...new Set([...fault.allowedFiles, ...returned.map(({ path }) => path)])];
          const [before, now] = await Promise.all([
            codeHost.readFiles(evidence.commit, paths),
            codeHost.readFiles(head, paths),
          ]);
          const left = {
            ...before,
            ...Object.fromEntries(returned.map(({ path, content }) => [path, content])),
          };
          return paths.every((path) => now[path] === left[path]);
        }

        /** What an earlier fix changed, and this one does not, is put back. */
        async function editsOn(head: string): Promise<FileVersion[]> {
          const edits = withTest((candidate as Candidate).edits, verdicts, fix.candidateId);
          const own = new Set(edits.map(({ path }) => path));
          const returned = (await readReturned(store, fix)).flatMap((each) => each.edits);
          const paths = [...new Set(returned.map(({ path }) => path))].filter((path) => !own.has(path));
          const [before, now] = await Promise.all([
            codeHost.readFiles(evidence.commit, paths),
            codeHost.readFiles(head, paths),
          ]);
          const back = paths.flatMap((path): FileVersion[] => {
            const content = before[path];
            return content === undefined || content === now[path] ? [] : [{ path, content }];
          });
          return [...edits, ...back];
        }

        async function pushOn(parent: string): Promise<Push | null> {
          try {
            const edits = await editsOn(parent);
            const request = { branch, parent, edits, message, idempotencyKey };
            const title = message.split('\n', 1)[0] as string;
            return await codeHost.push(reviewed ? { ...request, review: { title, body, updates } } : request);
          } catch (error) {
            if (error instanceof SutureError && error.type === 'head_moved') return null;
            throw error;
          }
        }
      });

      /** True for a fix that needs a person and had none: heals that older code began do not ask for one. */
      async function lacksApproval(
        policy: FaultPolicy,
        candidate: Candidate,
        verdict: Verdict | undefined,
      ): Promise<boolean> {
        const { attempt } = fix;
        if (!verdict || reasonForApproval(policy, candidate, verdict) === null) return false;
        const { timeline = [] } = (await store.getIncidentDetail(incident.id)) ?? {};
        const proven = timeline.findLastIndex((entry) => entry.to_phase === 'validating');
        return !timeline
          .slice(proven + 1)
          .some(({ data }) => data.attempt === attempt && data.approved === true);
      }

      async function kept(why = 'Nothing is written to the repository.'): Promise<Pushed> {
        await store.moveIncident({
          incidentId: incident.id,
          key: keyOf(fix, `pushing/${fix.attempt}`),
          to: 'pushing',
          message: `Keeps the proven fix for a person. ${why}`,
          data: { attempt: fix.attempt },
        });
        await beginKeptWait(store, fix);
        return { status: 'kept', askedAt: Date.now() };
      }

      async function deployed(commit: string): Promise<Pushed> {
        await recordFix(store, { ...fix, commit, candidate: candidate as Candidate, review: null });
        return { status: 'pushed', commit };
      }

      async function inReview(review: Review): Promise<Pushed> {
        if (fix.attempt > 1 || fix.healRun > 1) await withdrawReverts(store, codeHost, fix);
        await store.saveReview(fix, review, updates);
        await beginReviewWait(store, fix, review);
        return { status: 'in_review', review, askedAt: Date.now() };
      }
    },
  };
}

/** Why a proven fix is not opened as a change, and what a person may do. */
function limitReached(service: string, perDay: number, nextAt: Date): string {
  const when = nextAt.toISOString().slice(0, 16).replace('T', ' ');
  return `Suture opens at most ${perDay} changes of ${service} in 24 hours (heal.changesPerDay of its suture.yaml), and has opened them. Apply it by hand; or cancel and retry the incident after ${when} UTC, and Suture opens it.`;
}

/** The fixes of this run that were merged and did not hold, oldest first. */
async function readReturned(store: Store, round: Round): Promise<Candidate[]> {
  const { attempts = [] } = (await store.getIncidentDetail(round.incidentId)) ?? {};
  return attempts
    .filter((each) => each.healRun === round.healRun && each.number < round.attempt)
    .filter(({ commit, rejection }) => commit !== null && rejection !== null)
    .flatMap(({ proposal, chosen }) => proposal.candidates.find(({ id }) => id === chosen) ?? []);
}
