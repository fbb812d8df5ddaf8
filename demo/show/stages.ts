import type { TimelineEntry } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import { timeToHeal } from '../../domain/time-to-heal.ts';

/** The stages of a heal, in their order. */
export const STAGES = ['detected', 'proven', 'pushed', 'deployed', 'verified'] as const;
export type StageName = (typeof STAGES)[number];

/** The stage that a row of the timeline completes, if any. */
export function stageOf({ from_phase, to_phase }: TimelineEntry): StageName | null {
  if (to_phase === 'detected') return 'detected';
  if (to_phase === 'deploying') return 'pushed';
  if (to_phase === 'verifying') return 'deployed';
  if (to_phase === 'resolved') return 'verified';
  return from_phase === 'validating' && (to_phase === 'pushing' || to_phase === 'awaiting_approval')
    ? 'proven'
    : null;
}

/** How long each stage of a heal took, in milliseconds. */
export interface Stages {
  /** From sending the failing request to the incident. */
  detected: number;
  /** From the incident to a proven fix. */
  proven: number;
  /** With the wait for an approval, where the policy asks for one. */
  pushed: number;
  deployed: number;
  verified: number;
  total: number;
  /** Wall time over unavoidable work; null where none was measured. */
  ratio: number | null;
}

/**
 * @param timeline of a resolved incident, oldest first
 * @param sentAt when the failing request was sent, in milliseconds since the epoch
 * @returns null when the incident did not go through all stages
 */
export function stagesOf(timeline: TimelineEntry[], sentAt: number): Stages | null {
  const at = (...phases: Phase[]) => {
    const row = timeline.findLast((entry) => entry.to_phase !== null && phases.includes(entry.to_phase));
    return row ? Date.parse(row.at) : null;
  };
  const marks = [
    timeline.find((entry) => entry.to_phase === 'detected')?.at,
    timeline.findLast((entry) => entry.from_phase === 'validating' && entry.to_phase !== 'fixing')?.at,
  ].map((text) => (text === undefined ? null : Date.parse(text)));
  const [detected, proven, pushed, deployed, verified] = [
    ...marks,
    at('deploying'),
    at('verifying'),
    at('resolved'),
  ] as [number | null, number | null, number | null, number | null, number | null];
  if (detected === null || proven === null || pushed === null || deployed === null || verified === null) {
    return null;
  }
  return {
    // The database's clock and ours are the same machine's, but are read at different moments.
    detected: Math.max(0, detected - sentAt),
    proven: proven - detected,
    pushed: pushed - proven,
    deployed: deployed - pushed,
    verified: verified - deployed,
    total: Math.max(0, detected - sentAt) + verified - detected,
    ratio: timeToHeal(timeline)?.ratio ?? null,
  };
}
