import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Phase } from '../domain/phases.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';

/** What a person said about a proven fix. */
export interface Decision {
  approved: boolean;
  by: string;
  reason: string;
}

/** What the `state` query of a heal answers. */
export interface HealState {
  incidentId: string;
  phase: Phase;
  /** The present round of proposing and proving; 0 before the first. */
  attempt: number;
  commit: string | null;
  /** What happened so far, a sentence each, oldest first. */
  story: string[];
}

/** The delivery finished a rollout; sent by the app on a signed callback. */
export const rolloutFinished = defineSignal<[PipelineCallback]>('rolloutFinished');

/** Healing was revived or a cooldown ended early: look again whether the heal may begin. */
export const wake = defineSignal('wake');

/** A person approved or rejected the fix that waits. */
export const decide = defineSignal<[Decision]>('decide');

/** A person merged or closed a pull request; which, and how it ended, is asked of the code host. */
export const reviewFinished = defineSignal('reviewFinished');

/** Where the heal is. */
export const state = defineQuery<HealState>('state');
