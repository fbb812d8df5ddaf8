import { z } from 'zod';

/** Where an incident is. The order is the order of a heal that goes well. */
export const Phase = z.enum([
  'detected',
  'cooling_down',
  'analyzing',
  'fixing',
  'validating',
  'awaiting_approval',
  'pushing',
  'deploying',
  'verifying',
  'resolved',
  'failed',
  'rolled_back',
  'cancelled',
]);
export type Phase = z.infer<typeof Phase>;

export const IncidentStatus = z.enum(['detected', 'in_progress', 'resolved', 'failed']);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

/**
 * Which phase may follow which. The store refuses every other move.
 * `verifying → fixing` and `deploying → fixing` are the attempt after a rollback, and `→ analyzing` after that of a fix which a
 * retry continued with; `pushing → analyzing` is for a
 * branch whose files changed meanwhile: what was proven no longer stands on what is there;
 * a failed, rolled back or cancelled incident goes back to `detected` only when a person asks for a retry.
 */
const FOLLOWERS: Record<Phase, readonly Phase[]> = {
  detected: ['cooling_down', 'analyzing', 'failed', 'cancelled'],
  cooling_down: ['analyzing', 'failed', 'cancelled'],
  analyzing: ['fixing', 'failed', 'cancelled'],
  fixing: ['validating', 'failed', 'rolled_back', 'cancelled'],
  validating: ['fixing', 'awaiting_approval', 'pushing', 'failed', 'rolled_back', 'cancelled'],
  awaiting_approval: ['pushing', 'fixing', 'failed', 'rolled_back', 'cancelled'],
  pushing: ['deploying', 'analyzing', 'validating', 'fixing', 'failed', 'rolled_back', 'cancelled'],
  deploying: ['verifying', 'fixing', 'analyzing', 'failed', 'rolled_back', 'cancelled'],
  verifying: ['resolved', 'fixing', 'analyzing', 'failed', 'rolled_back', 'cancelled'],
  // A person may roll back a fix that held; a failure that returns on a release with the fix opens the incident again.
  resolved: ['rolled_back', 'detected'],
  failed: ['detected'],
  rolled_back: ['detected'],
  cancelled: ['detected'],
};

/** True when an incident in `from` may move to `to`. */
export function mayFollow(from: Phase, to: Phase): boolean {
  return FOLLOWERS[from].includes(to);
}

/** True for a phase in which no workflow works on the incident any more. */
export function isTerminal(phase: Phase): boolean {
  return phase === 'resolved' || phase === 'failed' || phase === 'rolled_back' || phase === 'cancelled';
}

/** The coarse status that goes with a phase. */
export function statusOf(phase: Phase): IncidentStatus {
  if (phase === 'detected' || phase === 'resolved') return phase;
  return isTerminal(phase) ? 'failed' : 'in_progress';
}
