import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { ServiceRecord } from '../domain/service.ts';
import type { Store } from '../store/store.ts';
import { keyOf, worldKeyOf } from './run.ts';

export interface LostFixDeps {
  store: Pick<Store, 'resolvedFixes' | 'markFix' | 'addNote' | 'nonceOf'>;
  codeHosts: CodeHosts;
}

/**
 * Checks whether the branch still contains the fixes of resolved incidents. A forced push may drop one; a rebase keeps it
 * under another id, but with its key.
 * @param head of the service's branch
 */
export async function noticeLostFixes(
  { store, codeHosts }: LostFixDeps,
  record: ServiceRecord,
  head: string,
): Promise<void> {
  const codeHost = codeHosts.of(record);
  for (const fix of await store.resolvedFixes(record.name)) {
    const { incidentId, attempt, commit } = fix;
    const isThere =
      (await codeHost.contains(head, commit)) ||
      (await codeHost.findByKey(record.branch, await worldKeyOf(store, fix, `push/${attempt}`))) !== null;
    if (isThere !== fix.isLost) continue;
    await store.markFix(fix, !isThere);
    const short = commit.slice(0, 10);
    await store.addNote({
      incidentId,
      key: keyOf(fix, `${isThere ? 'found' : 'lost'}/${commit}/${head}`),
      message: isThere
        ? `${record.branch} contains the fix ${short} again.`
        : `${record.branch} does not contain the fix ${short} any more; a forced push may have dropped it. Put it back, or the failure returns.`,
      data: { commit, head },
    });
  }
}
