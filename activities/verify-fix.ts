import { mayBeChance } from '../domain/chance.ts';
import { SutureError } from '../domain/errors.ts';
import { productionValues, unmet } from '../domain/expectation.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Delivery } from '../domain/ports/delivery.ts';
import type { Rollout } from '../domain/rollout.ts';
import type { HttpProbe, ServiceDefinition, SutureConfig } from '../domain/service-definition.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { pipelineWork } from './check-rollout.ts';
import { type LongStep, longStep } from './long-step.ts';
import { keyOf, type Round, readSubject } from './run.ts';

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
  codeHost: CodeHost;
  delivery: Delivery;
  config: SutureConfig;
  /** Base URL of the running service. */
  serviceUrl: string;
}

interface Run {
  ms: number;
  /** What was wrong with the answer, or null. */
  wrong: string | null;
}

/** Batches of runs until one passes as a whole; failures that cannot be chance end it sooner. */
const BATCHES = 3;

export function createVerifyActivities({ store, codeHost, delivery, config, serviceUrl }: VerifyDeps) {
  return {
    /**
     * Probes the running service, which must be on a release that contains the fix before and after.
     * @throws `service_unavailable` (retryable) when nobody answers at all
     */
    async verifyFix(release: ReleaseToVerify): Promise<Verification> {
      const { service, fault } = await readSubject(store, config, release.incidentId);
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
        const runs: Run[] = [];
        let holds = await contains(before);
        const started = performance.now();
        for (let batch = 0; holds && batch < BATCHES; batch += 1) {
          step.heartbeat(`${runs.length} runs so far`);
          const latest = await Promise.all(
            Array.from({ length: fault.policy.verificationRuns }, () => probe(service, fault.probe, step)),
          );
          runs.push(...latest);
          if (latest.every(({ wrong }) => wrong === null)) break;
          const failed = runs.filter(({ wrong }) => wrong !== null).length;
          holds = batch + 1 < BATCHES && mayBeChance(failed, runs.length, fault.assurance.successRate);
        }
        const ms = performance.now() - started;
        const after = await liveBuild();
        return judge(release, { holds, runs, before, after, ms, contained: await contains(after) });

        async function contains(build: string): Promise<boolean> {
          return build === release.commit || codeHost.contains(build, release.commit);
        }
      });
    },
  };

  async function liveBuild(): Promise<string> {
    const build = await delivery.liveBuild();
    if (build) return build;
    throw new SutureError(
      'service_unavailable',
      `${serviceUrl} does not say which build is live; waits for it.`,
      {
        retryable: true,
      },
    );
  }

  async function probe(
    service: ServiceDefinition,
    definition: HttpProbe | { kind: 'command' },
    { signal }: LongStep,
  ): Promise<Run> {
    // A command needs the sandbox; of production it is asked that the service is well.
    const { request, expect, timeoutMs } =
      definition.kind === 'http' ? definition : healthProbe(service.run.health);
    const started = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(new URL(request.path, serviceUrl), {
        method: request.method,
        headers: {
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
          'X-Fault-Verification': '1',
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: AbortSignal.any([signal, timeout]),
      });
      const answer = { status: response.status, body: parse(await response.text()) };
      const wrong = unmet(expect, answer, productionValues(service));
      return { ms: performance.now() - started, wrong };
    } catch (error) {
      signal.throwIfAborted();
      const wrong = timeout.aborted ? `did not answer within ${timeoutMs} ms` : `did not answer: ${error}`;
      return { ms: performance.now() - started, wrong };
    }
  }
}

function judge(
  release: ReleaseToVerify,
  seen: { holds: boolean; runs: Run[]; before: string; after: string; ms: number; contained: boolean },
): Verification {
  const passedRuns = seen.runs.filter(({ wrong }) => wrong === null).length;
  const failures = [...new Set(seen.runs.flatMap(({ wrong }) => wrong ?? []))];
  const passed = seen.holds && seen.contained && seen.runs.length > 0;
  const summary = seen.contained
    ? `${passedRuns} of ${seen.runs.length} probes of the running service passed${passed ? '' : `: ${failures[0] ?? 'the release does not contain the fix'}`}.`
    : `The live build ${seen.after.slice(0, 10)} does not contain ${release.commit.slice(0, 10)} (any more).`;
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

function healthProbe(path: string): Pick<HttpProbe, 'request' | 'expect' | 'timeoutMs'> {
  return { request: { method: 'GET', path, headers: {} }, expect: { status: 200 }, timeoutMs: 10_000 };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
