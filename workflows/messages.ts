import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
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

/** As `decide` by update, but ignored when no fix waits; the way before there was the update. */
export const decideSignal = defineSignal<[Decision]>('decide');

/** A person approves or rejects the fix that waits. Rejected when none waits, or when a decision was made already. */
export const decide = defineUpdate<string, [Decision]>('decide');

/** Who decides, and why. */
export interface Word {
  by: string;
  reason: string;
}

/** `decide`, as two buttons would have it in the Temporal Web UI. */
export const approve = defineUpdate<string, [Word]>('approve');
export const reject = defineUpdate<string, [Word]>('reject');

/** Pauses or revives healing for everybody. */
export const pauseHealing = defineSignal<[Word]>('pauseHealing');
export const reviveHealing = defineSignal<[Word]>('reviveHealing');

/** A person merged or closed a pull request; which, and how it ended, is asked of the code host. */
export const reviewFinished = defineSignal('reviewFinished');

/** Where the heal is. */
export const state = defineQuery<HealState>('state');
