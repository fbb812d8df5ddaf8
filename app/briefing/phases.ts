import type { IncidentStatus, Phase } from '../../domain/phases.ts';
import type { Sign, Tone } from './tone.ts';

/** The phases of a successful heal, in their order; approval is needed only where the policy says so. */
export const PATH: readonly Phase[] = [
  'detected',
  'analyzing',
  'fixing',
  'validating',
  'pushing',
  'deploying',
  'verifying',
  'resolved',
];

/** Phases that stand beside that path, and the step of it at which they wait. */
const BESIDE: Partial<Record<Phase, Phase>> = { cooling_down: 'detected', awaiting_approval: 'validating' };

/** Which step of {@link PATH} a phase is at, from 0; null for an end without a fix. */
export function stepOf(phase: Phase): number | null {
  const step = PATH.indexOf(BESIDE[phase] ?? phase);
  return step < 0 ? null : step;
}

/** What happens in a phase, in a few words. */
export const DOING: Record<Phase, string> = {
  detected: 'The heal is about to begin.',
  cooling_down: 'Waits until the cooldown ends.',
  analyzing: 'Replays the fault in the sandbox and gathers evidence.',
  fixing: 'Looks for fixes.',
  validating: 'Proves the fixes in the sandbox, best first.',
  awaiting_approval: 'A proven fix waits for approval.',
  pushing: 'Commits the proven fix.',
  deploying: 'Waits for the rollout of the fix.',
  verifying: 'Probes the running service.',
  resolved: 'Healed and verified.',
  failed: 'The heal gave up.',
  rolled_back: 'The fix did not hold and was rolled back.',
  cancelled: 'The heal was cancelled.',
};

export function toneOf(phase: Phase): Tone {
  if (phase === 'resolved') return 'good';
  if (phase === 'awaiting_approval' || phase === 'cooling_down') return 'wait';
  if (phase === 'cancelled') return 'quiet';
  if (phase === 'failed' || phase === 'rolled_back') return 'bad';
  return 'busy';
}

export function iconOf(phase: Phase): Sign {
  return phase === 'awaiting_approval' ? 'ask' : toneOf(phase);
}

export const STATUS_TONE: Record<IncidentStatus, Tone> = {
  detected: 'wait',
  in_progress: 'busy',
  resolved: 'good',
  failed: 'bad',
};
