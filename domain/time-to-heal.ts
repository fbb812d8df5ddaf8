import { z } from 'zod';
import type { TimelineEntry } from './incident.ts';
import type { Phase } from './phases.ts';

/** A piece of work that no heal can do without, as it is recorded in a timeline row under `work`. */
export const Work = z.object({
  /** `reproduce`, `proof`, a stage of the pipeline (`check`, `test`, `build`, `rollout`) or `verification`. */
  kind: z.string(),
  ms: z.number().nonnegative(),
  /** The round it belongs to; null for work that serves all rounds. */
  attempt: z.number().int().positive().nullable().default(null),
  /** What was worked on, such as a candidate's id. */
  subject: z.string().nullable().default(null),
  /** True for the proof of a candidate that was not the one. */
  refused: z.boolean().default(false),
});
export type Work = z.infer<typeof Work>;

export interface TimeToHeal {
  /** Milliseconds from detection (of the last heal run) to resolved. */
  wallMs: number;
  /** Milliseconds of `wallMs` in which the heal waited on purpose: paused, cooling down, or for a person. */
  waitedMs: number;
  /** Milliseconds of unavoidable work: reproduction, and proof, pipeline and verification of the fix that held. */
  workMs: number;
  /** `(wallMs - waitedMs) / workMs`; null when no work was measured, as when a callback was lost. */
  ratio: number | null;
  /** Milliseconds of the unavoidable work, by kind. */
  byKind: Record<string, number>;
  /** Work that led to no fix: refused candidates, and rounds that were rolled back. Not in `workMs`. */
  refused: Work[];
}

const WAITING: readonly Phase[] = ['cooling_down', 'awaiting_approval'];
const BEFORE_THE_PIPELINE = ['reproduce', 'proof', 'verification'];

/**
 * How long a heal took, and how much of that it could not have done without.
 * @param timeline the rows of one incident, oldest first
 * @returns null while the incident is not resolved
 */
export function timeToHeal(timeline: TimelineEntry[]): TimeToHeal | null {
  const end = timeline.findLastIndex((row) => row.to_phase === 'resolved');
  if (end < 0) return null;
  const start = Math.max(
    0,
    timeline.slice(0, end).findLastIndex((row) => row.to_phase === 'detected'),
  );
  const run = timeline.slice(start, end + 1);
  const done = run.flatMap(workOf);
  const lastAttempt = Math.max(0, ...done.map((work) => work.attempt ?? 0));
  const counts = (work: Work) => !work.refused && (work.attempt === null || work.attempt === lastAttempt);

  const wallMs = between(run[0], run.at(-1));
  const waitedMs = timeIn(run, WAITING) + run.reduce((sum, row) => sum + waitOf(row), 0);
  const byKind = sumByKind(done.filter(counts));
  const pipelineMs = total(byKind, (kind) => !BEFORE_THE_PIPELINE.includes(kind));
  // Stages that ran side by side add up to more than the time they took together.
  const overlapMs = Math.max(0, pipelineMs - timeIn(run, ['deploying']));
  const workMs = total(byKind, () => true) - overlapMs;
  return {
    wallMs,
    waitedMs,
    workMs,
    ratio: workMs > 0 ? (wallMs - waitedMs) / workMs : null,
    byKind,
    refused: done.filter((work) => !counts(work)),
  };
}

/** Milliseconds that a row says a person took, outside of the phases that are nothing but waiting. */
function waitOf({ data }: TimelineEntry): number {
  return typeof data.waited_ms === 'number' ? data.waited_ms : 0;
}

/** The work that a timeline row carries; rows without any, and what is not work, give none. */
export function workOf(row: TimelineEntry): Work[] {
  const parsed = z.array(Work).safeParse(row.data.work);
  return parsed.success ? parsed.data : [];
}

function sumByKind(done: Work[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const work of done) sums[work.kind] = (sums[work.kind] ?? 0) + work.ms;
  return sums;
}

function total(byKind: Record<string, number>, wanted: (kind: string) => boolean): number {
  return Object.entries(byKind).reduce((sum, [kind, ms]) => sum + (wanted(kind) ? ms : 0), 0);
}

/** Milliseconds between entering any of these phases and leaving it. */
function timeIn(run: TimelineEntry[], phases: readonly Phase[]): number {
  const moves = run.filter((row) => row.kind === 'phase');
  return moves.reduce((sum, row, index) => {
    const next = moves[index + 1];
    return next && row.to_phase && phases.includes(row.to_phase) ? sum + between(row, next) : sum;
  }, 0);
}

function between(from: TimelineEntry | undefined, to: TimelineEntry | undefined): number {
  return from && to ? Date.parse(to.at) - Date.parse(from.at) : 0;
}
