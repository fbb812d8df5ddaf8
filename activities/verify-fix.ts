import { mayBeChance } from '../domain/chance.ts';
import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries, Delivery } from '../domain/ports/delivery.ts';
import type { Rollout } from '../domain/rollout.ts';
import { reportsRelease, type Service } from '../domain/service.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { pipelineWork } from './check-rollout.ts';
import { longStep } from './long-step.ts';
import { type ProbeRun, probeService } from './probe-service.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, type Round } from './run.ts';
import { type Watched, watchFix } from './watch-fix.ts';

export interface ReleaseToVerify extends Round {
  commit: string;
  rollout: Rollout;
  /** Since when production was watched, in milliseconds since 1970, where no probe may be sent; absent before. */
  watchedSince?: number;
}

export interface Verification extends Record<string, unknown> {
  passed: boolean;
  /** False: the live release does not contain the fix (yet), which says nothing about it. */
  live?: boolean;
  /** No probe may be sent: watch production for so many seconds, then verify with `watchedSince`. */
  watchSeconds?: number;
  /** True: nobody knows whether the fix holds; it stays on the branch. */
  unverified?: boolean;
  /** One sentence. */
  summary: string;
  /** Requests of the route while production was watched; null where nothing counts them, absent where it was probed. */
  requests?: number | null;
  /** How sure it is that at most the share `failing_at_most` of requests still fails; absent where it was probed. */
  confidence?: number;
  failing_at_most?: number;
  runs: number;
  passed_runs: number;
  /** What went wrong, each kind once. */
  failures: string[];
  latencies_ms: number[];
  commit: string;
  build_before: string | null;
  build_after: string | null;
  work: Work[];
}

export interface VerifyDeps {
  store: Store;
  codeHosts: CodeHosts;
  deliveries: Deliveries;
}

/** Between two looks at the traffic, in seconds. */
const LEAST_WATCH_S = 10;
/** Batches of runs until one passes as a whole; failures that cannot be chance end it sooner. */
const BATCHES = 3;

export function createVerifyActivities({ store, codeHosts, deliveries }: VerifyDeps) {
  return {
    /**
     * Probes the running service, which must be on a release that contains the fix before and after. Where the definition
     * allows no probe there, the failure must not return while production is watched and the route is asked for.
     * A service that does not report its release is taken to run it since its delivery says so.
     * @throws `service_unavailable` (retryable) while the service does not answer which release is live
     */
    async verifyFix(release: ReleaseToVerify): Promise<Verification> {
      const { service, fault } = await readSubjectAt(
        { store, codeHosts },
        release.incidentId,
        release.commit,
      );
      const probes = mayProbe(service, fault);
      const delivery = deliveries.of(service);
      await store.moveIncident({
        incidentId: release.incidentId,
        key: keyOf(release, `verifying/${release.attempt}`),
        to: 'verifying',
        message: probes
          ? `Rolled out; probes the running service ${fault.policy.verificationRuns} times.`
          : `Rolled out; watches for ${fault.policy.watchSeconds} s whether the failure returns. ${(await isCounted(delivery, fault)) ? `Without a request of ${fault.route} the fix stays unverified.` : `Nothing counts the requests of ${fault.route}, so the fix stays unverified.`}`,
        data: {
          ...(!probes && { watched: true }),
          attempt: release.attempt,
          commit: release.commit,
          run_url: release.rollout.runUrl,
          learned_by: release.rollout.learnedBy,
          work: pipelineWork(release.rollout, release.attempt),
        },
      });
      return longStep(async (step) => {
        const before = await liveBuild();
        const runs: ProbeRun[] = [];
        let holds = await contains(before);
        if (!probes && holds) return watch(release, fault, before);
        const started = performance.now();
        for (let batch = 0; holds && batch < BATCHES; batch += 1) {
          step.heartbeat(`${runs.length} runs so far`);
          const latest = await Promise.all(
            Array.from({ length: fault.policy.verificationRuns }, () =>
              probeService(service, fault.probe, step.signal),
            ),
          );
          runs.push(...latest);
          if (latest.every(({ wrong }) => wrong === null)) break;
          const failed = runs.filter(({ wrong }) => wrong !== null).length;
          holds = batch + 1 < BATCHES && mayBeChance(failed, runs.length, fault.assurance.successRate);
        }
        const ms = performance.now() - started;
        const after = await liveBuild();
        return judge(release, { holds, runs, before, after, ms, contained: await contains(after) });

        async function watch(
          { incidentId, watchedSince }: ReleaseToVerify,
          watched: FaultDefinition,
          build: string | null,
        ): Promise<Verification> {
          const { watchSeconds } = watched.policy;
          const seen = { holds: true, runs: [], before: build, after: build, ms: 0, contained: true };
          if (watchedSince === undefined) return { ...judge(release, seen), passed: false, watchSeconds };
          const watching = { incidentId, fault: watched, since: watchedSince };
          const watchedFix = await watchFix({ store, delivery }, watching, contains);
          const { outcome, summary, requests, failing_at_most } = watchedFix;
          const judged = judge(release, { ...seen, ms: Date.now() - watchedSince });
          // A rollout of ours had its time; where people roll out, the traffic may come later.
          const leftMs = watchedSince + watched.policy.deploySeconds * 1000 - Date.now();
          const mayCome = outcome === 'too_few' || (outcome === 'unverified' && requests === 0);
          if (service.delivery.kind === 'watched' && mayCome && leftMs > 0) {
            const more = Math.ceil(Math.min(Math.max(watchSeconds, LEAST_WATCH_S), leftMs / 1000));
            return { ...judged, passed: false, summary, requests, watchSeconds: more };
          }
          return {
            ...judged,
            passed: outcome === 'held' || (outcome === 'too_few' && service.delivery.kind !== 'watched'),
            ...(isUnverified(outcome) && { unverified: true }),
            ...(failing_at_most !== null && { confidence: watched.assurance.confidence, failing_at_most }),
            summary,
            requests,
            failures: outcome === 'returned' ? [summary] : [],
          };
        }

        function isUnverified(outcome: Watched['outcome']): boolean {
          return outcome === 'unverified' || (outcome === 'too_few' && service.delivery.kind === 'watched');
        }

        async function liveBuild(): Promise<string | null> {
          if (!reportsRelease(service)) return null;
          return (await delivery.liveBuild()) ?? noBuild(service);
        }

        async function contains(build: string | null): Promise<boolean> {
          if (build === null || build === release.commit) return true;
          return codeHosts.of(service).contains(build, release.commit);
        }
      });
    },
  };
}

/** Only the definition allows requests to production; a probe may change data there. */
function mayProbe({ definition }: Service, { probe }: FaultDefinition): boolean {
  const said = probe.kind === 'http' ? probe.production : undefined;
  return said ?? definition.verify === 'probe';
}

/** Whether something counts the requests of a fault's route. */
async function isCounted(delivery: Pick<Delivery, 'served'>, { route }: FaultDefinition): Promise<boolean> {
  return (await delivery.served(route, new Date())) !== null;
}

function noBuild(service: Service): never {
  throw new SutureError(
    'service_unavailable',
    `Neither ${service.name} nor its recorder reports which release is live; waits for it.`,
    { retryable: true },
  );
}

function judge(
  release: ReleaseToVerify,
  seen: {
    holds: boolean;
    runs: ProbeRun[];
    before: string | null;
    after: string | null;
    ms: number;
    contained: boolean;
  },
): Verification {
  const passedRuns = seen.runs.filter(({ wrong }) => wrong === null).length;
  const failures = [...new Set(seen.runs.flatMap(({ wrong }) => wrong ?? []))];
  const passed = seen.holds && seen.contained && seen.runs.length > 0;
  const summary = seen.contained
    ? `${passedRuns} of ${seen.runs.length} probes of the running service passed${passed ? '' : `: ${failures[0] ?? 'the release does not contain the fix'}`}.`
    : `The live build ${seen.after?.slice(0, 10)} does not contain ${release.commit.slice(0, 10)}.`;
  return {
    passed,
    ...(!seen.contained && { live: false }),
    summary,
    runs: seen.runs.length,
    passed_runs: passedRuns,
    failures: failures.slice(0, 5),
    latencies_ms: seen.runs.map(({ ms }) => Math.round(ms)),
    commit: release.commit,
    build_before: seen.before,
    build_after: seen.after,
    work: [
      {
        kind: 'verification',
        ms: seen.ms,
        attempt: release.attempt,
        subject: release.commit,
        refused: !passed,
      },
    ],
  };
}
