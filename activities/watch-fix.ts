import { setTimeout as wait } from 'node:timers/promises';
import { provenRate, runsFor } from '../domain/confidence.ts';
import type { Delivery } from '../domain/ports/delivery.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';

export interface Watched {
  /** `too_few`: fewer requests than the assurance asks for. `unverified`: no request of the route is known, so its silence says nothing. */
  outcome: 'held' | 'returned' | 'too_few' | 'unverified';
  /** A sentence. */
  summary: string;
  /** Requests of the route that releases with the fix answered; null where nothing counts them. */
  requests: number | null;
  /** At most this share of requests still fails, with the confidence of the assurance; null where it was not counted. */
  failing_at_most: number | null;
}

/** A recorder reports counts at most so late, in milliseconds (`recorder/hello.ts`: 10 s between reports). */
const REPORT_MS = 12_000;

/**
 * What became of a fix while production was watched: whether the failure returned on a release with it, and whether the
 * route was asked for at all.
 * @param since in milliseconds since 1970
 * @param contains whether the release of a commit contains the fix; true of null, where the service reports no release
 */
export async function watchFix(
  { store, delivery }: { store: Pick<Store, 'failuresSince'>; delivery: Pick<Delivery, 'served' | 'name'> },
  { incidentId, fault, since }: { incidentId: string; fault: FaultDefinition; since: number },
  contains: (commit: string | null) => Promise<boolean>,
  /** How long counts may be late, in milliseconds. */
  lateMs = delivery.name === 'local' ? 0 : REPORT_MS,
): Promise<Watched> {
  const failures = await store.failuresSince(incidentId, new Date(since));
  const ofFix = await Promise.all(failures.map(({ buildSha }) => contains(buildSha)));
  const returned = ofFix.filter(Boolean).length;
  const method = fault.probe.kind === 'http' ? fault.probe.request.method : null;
  const latest = Date.now() + lateMs;
  let requests = await count();
  while (requests === 0 && returned === 0 && Date.now() < latest) {
    await wait(Math.min(500, lateMs));
    requests = await count();
  }
  const watchSeconds = Math.max(fault.policy.watchSeconds, Math.round((Date.now() - since) / 1000));
  const { confidence } = fault.assurance;
  const failing_at_most = requests === null ? null : 1 - provenRate(requests, confidence);
  if (returned > 0) {
    const summary = `The failure returned ${returned} ${returned === 1 ? 'time' : 'times'} on a release with the fix.`;
    return { outcome: 'returned', summary, requests, failing_at_most };
  }
  if (requests === null) {
    const summary = `The failure did not return within ${watchSeconds} s, but nothing counts the requests of ${fault.route}: there may have been no traffic.`;
    return { outcome: 'unverified', summary, requests, failing_at_most };
  }
  if (requests === 0) {
    const summary = `There was no traffic on ${fault.route} within ${watchSeconds} s, so nobody knows whether the fix holds.`;
    return { outcome: 'unverified', summary, requests, failing_at_most };
  }
  const needed = runsFor(fault.assurance);
  const share = `with ${percent(confidence)} confidence at most ${percent(failing_at_most ?? 1)} of its requests still fail`;
  const times = `at least ${requests} ${requests === 1 ? 'request' : 'requests'} of ${fault.route}`;
  const summary = `The failure did not return within ${watchSeconds} s and ${times} on a release with the fix: ${share}.`;
  if (requests < needed) {
    const few = `${summary} The assurance of the fault asks for ${needed} requests.`;
    return { outcome: 'too_few', summary: few, requests, failing_at_most };
  }
  return { outcome: 'held', summary, requests, failing_at_most };

  /** Requests of the route on releases with the fix; null where nothing counts them. */
  async function count(): Promise<number | null> {
    const served = await delivery.served(fault.route, new Date(since), method);
    if (served === null) return null;
    let all = 0;
    for (const [commit, answered] of Object.entries(served)) if (await contains(commit)) all += answered;
    return all;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
