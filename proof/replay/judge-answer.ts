import type { FailureKind, Recording } from '../../domain/recording.ts';
import { upstreamFailed, upstreamsOf } from './upstream-answers.ts';

/** What is known of a failure of which nobody said what would be right. */
export interface KnownFailure {
  kind: FailureKind;
  /** What went out before the service ended; null: nothing. */
  answered: number | null;
  /** Whether an upstream failed it, so that an answer which says so is right. */
  upstreamFailed: boolean;
  /** Whether the database refused to remove or change what others refer to. */
  inUse: boolean;
}

/** Of a foreign key; with RESTRICT, from PostgreSQL 18 on, the other. */
const STILL_REFERRED = /^(?:23503|23001)$/;

export function knownFailure(recording: Recording | null | undefined): KnownFailure {
  if (!recording) return { kind: 'error', answered: null, upstreamFailed: false, inUse: false };
  const { kind, response, status } = recording;
  const answered = response?.status ?? status;
  return {
    kind,
    answered: kind === 'crash' && answered !== null && answered < 500 ? answered : null,
    upstreamFailed: upstreamsOf(recording).some(({ calls }) => calls.some(upstreamFailed)),
    // The other objection of a foreign key is of an "insert or update".
    inUse: recording.steps.some(
      (step) =>
        step.kind === 'sql' &&
        STILL_REFERRED.test(step.error?.code ?? '') &&
        /^update or delete\b/i.test(step.error?.message ?? ''),
    ),
  };
}

/** Says that an upstream failed: bad gateway, unavailable, gateway time-out. */
const UPSTREAM_FAILED = new Set([502, 503, 504]);

/**
 * Why an answer shows that a failure is still there, a sentence; null: the first rung holds. A service that ended may answer
 * with an error instead, and one whose upstream failed may say so.
 */
export function stillFails(
  status: number,
  { kind, answered, upstreamFailed: failed }: KnownFailure,
): string | null {
  if (answered !== null && status !== answered) {
    return `answered ${status} instead of the ${answered} that went out before the service ended`;
  }
  if (status < 500 || (failed && UPSTREAM_FAILED.has(status))) return null;
  if (kind === 'crash' && status === 500) return null;
  return `answered ${status}`;
}
