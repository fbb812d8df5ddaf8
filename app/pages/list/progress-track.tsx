import type { Phase } from '../../../domain/phases.ts';
import { PATH, stepOf, toneOf } from '../../briefing/phases.ts';
import { words } from '../../briefing/words.ts';

/**
 * How far a heal is, as a row of stitches. Where it ended without a fix, it shows how far it had come.
 * @param before the phase that it ended in
 */
export function ProgressTrack({ phase, before }: { phase: Phase; before: Phase | null }) {
  const step = stepOf(phase);
  const reached = step ?? (before ? (stepOf(before) ?? 0) : 0);
  const label =
    step === null
      ? `${words(phase)}${before ? ` after ${words(before)}` : ''}`
      : `step ${step + 1} of ${PATH.length}: ${words(phase)}`;
  return (
    <span class={`track tone-${toneOf(phase)}`} role="img" aria-label={label}>
      {PATH.map((_, index) => (
        <span
          class={index < reached || phase === 'resolved' ? 'done' : index === reached ? 'here' : 'ahead'}
        />
      ))}
    </span>
  );
}
