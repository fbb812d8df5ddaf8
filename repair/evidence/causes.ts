import type { Evidence, UpstreamObservation } from '../../domain/evidence.ts';
import { type Cause, type CauseKind, causeOf } from './cause.ts';

/** Calls of the HTTP clients that a service uses; a text that has none of them asks no upstream. */
const HTTP_CLIENT =
  /\bfetch\s*\(|\b(axios|got|undici|superagent|ky)\b|\bhttps?\.(get|request)\b|\brequest\s*\(/;

/** What Node prints last when an error that nobody caught ends the process. */
const CRASH = /^Node\.js v\d+\./m;

/**
 * The causes of a fault, the most frequent first: from how runs failed, and from what the witnesses saw even where
 * no run failed of it yet (an upstream whose answers differ in shape, a statement that was cancelled).
 */
export function findCauses(evidence: Evidence, texts: readonly string[]): Cause[] {
  const { failures, observations } = evidence;
  const asksUpstreams =
    observations.upstreams.some(({ calls }) => calls > 0) || texts.some((text) => HTTP_CLIENT.test(text));
  const runs = Math.max(
    evidence.runs,
    failures.reduce((sum, failure) => sum + failure.count, 0),
    1,
  );
  const causes = new Map<CauseKind, Cause>();
  const add = (cause: Cause) => {
    const known = causes.get(cause.kind);
    if (known) known.share = Math.min(1, known.share + cause.share);
    else causes.set(cause.kind, { ...cause });
  };
  for (const failure of failures) {
    add({ ...causeOf(failure, asksUpstreams), share: failure.count / runs, witnessed: false });
  }
  const crashes = failures.filter(({ output }) => CRASH.test(output));
  for (const { count, message } of crashes) {
    const because = `the process ended: ${message.slice(0, 120)}`;
    add({ kind: 'uncaught', share: count / runs, because, witnessed: true });
  }
  for (const cause of witnessed(evidence)) if (!causes.has(cause.kind)) add(cause);
  return [...causes.values()].sort((a, b) => b.share - a.share);
}

function* witnessed({ observations }: Evidence): Generator<Cause> {
  for (const statement of observations.statements) {
    if (!statement.sqlstate) continue;
    const failure = { count: 1, status: null, reason: null, message: statement.text, errorClass: null };
    const rest = { hint: null, statement: statement.text, frames: [], latencyMs: null, output: '' };
    const { kind, because } = causeOf({ ...failure, ...rest, sqlstate: statement.sqlstate }, false);
    yield { kind, because, share: 0.5, witnessed: true };
  }
  for (const upstream of observations.upstreams) {
    const failed = failedShare(upstream);
    if (failed > 0) {
      const denied = ['401', '403'].some((status) => upstream.statuses[status]);
      const because = `${upstream.name} answered ${JSON.stringify(upstream.statuses)}`;
      yield { kind: denied ? 'denied' : 'upstream_failure', share: failed, because, witnessed: true };
    }
    if (shapesOf(upstream.samples).size > 1) {
      const because = `${upstream.name} answers in different shapes: ${upstream.samples.slice(0, 3).join(' ')}`;
      yield { kind: 'bad_payload', share: 0.3, because, witnessed: true };
    }
  }
}

/** The share of an upstream's answers that were no success, 0 to 1. */
function failedShare(upstream: UpstreamObservation): number {
  const counts = Object.entries(upstream.statuses);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const failed = counts.reduce((sum, [status, count]) => sum + (/^[45]/.test(status) ? count : 0), 0);
  return all ? failed / all : 0;
}

/** The shapes of answers: which keys there are, and of which type their values. Text that is no JSON is one shape. */
export function shapesOf(samples: readonly string[]): Set<string> {
  return new Set(
    samples.map((sample) => {
      try {
        return shape(JSON.parse(sample));
      } catch {
        return 'text';
      }
    }),
  );
}

function shape(value: unknown, depth = 0): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (Array.isArray(value)) return depth > 2 || !value.length ? '[]' : `[${shape(value[0], depth + 1)}]`;
  if (depth > 2) return '{}';
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${shape(inner, depth + 1)}`);
  return `{${entries.sort().join()}}`;
}
