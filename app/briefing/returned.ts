import type { TimelineEntry } from '../../domain/incident.ts';

/** A failure that came back after its incident was resolved. */
export interface Returned {
  at: string;
  /** The commit of the release that failed; null where it is not known. */
  release: string | null;
  /** The fix that did not hold. */
  commit: string;
  /** A sentence. */
  text: string;
  /** How a person takes the fix out, a sentence; null before it is offered. */
  revert: string | null;
  /** The change that reverts it; null without one. */
  pull_request: string | null;
}

/** Why the present heal run began, where a failure returned on a release with the fix; null otherwise. */
export function returnedOf(timeline: readonly TimelineEntry[]): Returned | null {
  const begin = timeline.findLastIndex(({ to_phase }) => to_phase === 'detected');
  const began = timeline[begin];
  const commit = textOf(began?.data.commit);
  // Without an attempt the fix is gone from the code, and there is nothing to revert.
  if (began?.data.returned !== true || commit === null || typeof began.data.attempt !== 'number') return null;
  const offer = timeline.slice(begin).find(({ data }) => data.reverts === commit);
  return {
    at: began.at,
    release: textOf(began.data.release),
    commit,
    text: began.message,
    revert: offer?.message ?? null,
    pull_request: textOf(offer?.data.pull_request),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
