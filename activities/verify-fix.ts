import { mayBeChance } from '../domain/chance.ts';
import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import type { Rollout } from '../domain/rollout.ts';
import type { Service } from '../domain/service.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { pipelineWork } from './check-rollout.ts';
import { longStep } from './long-step.ts';
import { type ProbeRun, probeService } from './probe-service.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, type Round } from './run.ts';

export interface ReleaseToVerify extends Round {
  commit: string;
  rollout: Rollout;
}

export interface Verification extends Record<string, unknown> {
  passed: boolean;
  /** One sentence. */
  summary: string;
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

/** Batches of runs until one passes as a whole; failures that cannot be chance end it sooner. */
const BATCHES = 3;

export function createVerifyActivities({ store, codeHosts, deliveries }: VerifyDeps) {
  return {
    /**
     * Probes the running service, which must be on a release that contains the fix before and after.
     * A service that does not report its release is taken to run it since its delivery says so.
     * @throws `service_unavailable` (retryable) while the service does not answer which release is live
     */
    async verifyFix(release: ReleaseToVerify): Promise<Verification> {
      const { service, fault } = await readSubjectAt(
        { store, codeHosts },
        release.incidentId,
        release.commit,
      );
      await store.moveIncident({
        incidentId: release.incidentId,
        key: keyOf(release, `verifying/${release.attempt}`),
        to: 'verifying',
        message: `Rolled out; probes the running service ${fault.policy.verificationRuns} times.`,
        data: {
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

        async function liveBuild(): Promise<string | null> {
          if (service.definition.release === null) return null;
          return (await deliveries.of(service).liveBuild()) ?? noBuild(service);
        }

        async function contains(build: string | null): Promise<boolean> {
          if (build === null || build === release.commit) return true;
          return codeHosts.of(service).contains(build, release.commit);
        }
      });
    },
  };
}

function noBuild(service: Service): never {
  throw new SutureError(
    'service_unavailable',
    `${service.url} does not report at ${service.definition.release?.path} which release is live; waits for it.`,
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
