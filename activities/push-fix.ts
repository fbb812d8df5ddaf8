import { SutureError } from '../domain/errors.ts';
import type { Candidate } from '../domain/fix.ts';
import { INCIDENT_TRAILER, KEY_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { keyOf, type Round, readAnalysis, readSubject } from './run.ts';

export interface FixToPush extends Round {
  candidateId: string;
}

export type Pushed =
  | { status: 'pushed'; commit: string }
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
        const idempotencyKey = keyOf(fix, `push/${fix.attempt}`);
        const message = commitMessage(fault.code, candidate, incident.id, idempotencyKey);
        for (;;) {
          const head = await codeHost.head(service.branch);
          const moved = head !== evidence.commit;
          const made = moved ? await codeHost.findByKey(service.branch, idempotencyKey) : null;
          if (moved && !made && !(await sameFiles(evidence.commit, head, fault.allowedFiles))) {
            return { status: 'stale', head };
          }
          // After this line there is a commit: a heal that was cancelled must not make one.
          signal.throwIfAborted();
          const commit = made?.sha ?? (await pushOn(head));
          if (commit) return deployed(commit);
        }

        async function pushOn(parent: string): Promise<string | null> {
          try {
            const { edits } = candidate as Candidate;
            const request = { branch: service.branch, parent, edits, message, idempotencyKey };
            return (await codeHost.push(request)).commit;
          } catch (error) {
            if (error instanceof SutureError && error.type === 'head_moved') return null;
            throw error;
          }
        }
      });

      async function deployed(commit: string): Promise<Pushed> {
        const { attempt } = fix;
        await store.recordPush({ commit, kind: 'fix', incidentId: incident.id, attempt, resetId: null });
        await store.moveIncident({
          incidentId: incident.id,
          key: keyOf(fix, `deploying/${attempt}`),
          to: 'deploying',
          message: `Pushed ${commit.slice(0, 10)}; the delivery takes it from here.`,
          data: { attempt, commit },
          remediation: remediationOf(candidate as Candidate, commit, attempt),
        });
        return { status: 'pushed', commit };
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

function remediationOf(candidate: Candidate, commit: string, attempt: number) {
  return {
    action_type: 'auto_fix_pushed',
    parameters: {
      commit,
      attempt,
      candidate: candidate.id,
      provider: candidate.provider,
      templates: candidate.templates,
      files: candidate.edits.map(({ path }) => path),
      rationale: candidate.rationale,
    },
    execution_timestamp: new Date().toISOString(),
  };
}

function unknownCandidate({ incidentId, attempt, candidateId }: FixToPush): SutureError {
  return new SutureError(
    'unknown_candidate',
    `Candidate ${candidateId} of attempt ${attempt} was not kept; retry ${incidentId}.`,
  );
}
