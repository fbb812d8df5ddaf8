import type { TestStack } from './stack.ts';

/** The phases in which a test can hold a heal. */
export const HELD_PHASES = [
  'cooling_down',
  'analyzing',
  'fixing',
  'validating',
  'awaiting_approval',
  'pushing',
  'deploying',
  'verifying',
] as const;
export type HeldPhase = (typeof HELD_PHASES)[number];

const POINT: Partial<Record<HeldPhase, string>> = {
  analyzing: 'reproduce',
  fixing: 'propose',
  validating: 'prove',
  pushing: 'push',
  verifying: 'verify',
};

/**
 * Starts a heal and brings it to a phase, in the middle of that phase's step where it has one.
 * For `awaiting_approval` the policy must ask for approval; for `deploying` the stack must not deliver by itself.
 */
export async function arriveAt(
  stack: TestStack,
  phase: HeldPhase,
): Promise<{ incidentId: string; release(): void }> {
  const point = POINT[phase];
  const hold = point ? stack.latches.hold(point) : null;
  if (phase === 'cooling_down') await stack.store.setPaused(true, 'for the test');
  const incidentId = await stack.fail();
  await hold?.arrived;
  await stack.reaches(incidentId, phase);
  return { incidentId, release: () => hold?.release() };
}
