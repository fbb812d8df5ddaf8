import { commitOf } from '../domain/commit-of.ts';
import type { CodeHost, CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import { reportsRelease, type Service } from '../domain/service.ts';
import type { AttemptRecord, Store } from '../store/store.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, worldKeyOf } from './run.ts';
import { sameFiles } from './same-files.ts';

export interface ReturnDeps {
  store: Store;
  codeHosts: CodeHosts;
  deliveries: Deliveries;
}

export interface FailedRelease {
  incidentId: string;
  /** The run that resolved the incident. */
  healRun: number;
  /** The release that failed; null where it is not reported. */
  release: string | null;
}

const FULL_COMMIT = /^[0-9a-f]{40}$/;

/**
 * Decides about a failure of a resolved fault. On a release that contains the fix the incident is reopened as returned; where
 * the fix is gone from the branch or from the files it is reopened, too, and the fix is not to blame. On a release that
 * does not contain the fix yet the failure is only noted.
 */
export async function judgeReturn(
  { store, codeHosts, deliveries }: ReturnDeps,
  { incidentId, healRun, release }: FailedRelease,
): Promise<void> {
  const detail = await store.getIncidentDetail(incidentId);
  const fix = detail?.attempts.findLast((each) => each.healRun === healRun && each.commit !== null);
  if (detail?.incident.phase !== 'resolved' || !fix?.commit) return;
  const { service } = await readSubjectAt({ store, codeHosts }, incidentId, fix.commit);
  const codeHost = codeHosts.of(service);
  const run = { incidentId, healRun };
  const reopen = (attempt: number | null, why: string, failed: string | null) =>
    store.reopenReturned({ ...run, attempt, why, data: { release: failed, commit: fix.commit, attempt } });

  const short = fix.commit.slice(0, 10);
  const commit = await onBranch(codeHost, service, fix);
  const failed = await commitThatFailed(service);
  const named = failed?.slice(0, 10) ?? release;
  if (commit === null) {
    const why = `It fails again: ${service.branch} does not contain the fix ${short} any more.`;
    await reopen(null, why, failed);
    return;
  }
  if (failed !== null && failed !== commit && !(await codeHost.contains(failed, commit))) {
    await store.addNote({
      incidentId,
      key: keyOf(run, `without_fix/${failed}`),
      message: `It still fails on the release ${named}, which does not contain the fix ${short}. Roll a release out that does.`,
      data: { release: failed, commit },
    });
    return;
  }
  if (failed !== null && (await isTakenOut(failed))) {
    await reopen(
      null,
      `It fails again on ${named}, where the files are as they were before the fix ${short}.`,
      failed,
    );
    return;
  }
  const where = named === null ? 'after' : `on the release ${named}, which contains`;
  await reopen(fix.number, `The failure returned ${where} the fix ${short}.`, failed);

  /** The commit of the release that failed, else of the one that is live; null where neither is known. */
  async function commitThatFailed(at: Service): Promise<string | null> {
    const reported = release === null ? null : commitOf(release);
    if (reported !== null && FULL_COMMIT.test(reported)) return reported;
    return reportsRelease(at) ? deliveries.of(at).liveBuild() : null;
  }

  async function isTakenOut(at: string): Promise<boolean> {
    const paths = pathsOf(fix as AttemptRecord);
    const before = detail?.analysis?.evidence.commit;
    return paths.length > 0 && before !== undefined && sameFiles(codeHost, before, at, paths);
  }

  /** The fix as the branch contains it: a rebase keeps it under another id, but with its key. */
  async function onBranch(host: CodeHost, at: Service, { number, commit: made }: AttemptRecord) {
    const head = await host.head(at.branch);
    if (made !== null && (await host.contains(head, made))) return made;
    const key = await worldKeyOf(store, run, `push/${number}`);
    return (await host.findByKey(at.branch, key))?.sha ?? null;
  }
}

function pathsOf({ proposal, chosen }: AttemptRecord): string[] {
  const candidate = proposal.candidates.find(({ id }) => id === chosen);
  return candidate?.edits.map(({ path }) => path) ?? [];
}
