import { type Rung, rungResult } from '../../../domain/fix.ts';
import { visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';

/** How far a proof reaches: each rung with what held, what did not, and what was not asked and why. */
export function Rungs({ rungs }: { rungs: Rung[] }) {
  if (rungs.length === 0) return null;
  const held = rungs.filter((rung) => rung.held).length;
  return (
    <section class="rungs" aria-label="How far the proof reaches">
      <p class="quiet">
        How far the proof reaches: {held} of {rungs.length} rungs hold
      </p>
      <ol class="steps">
        {rungs.map((rung) => (
          <li class={rung.held === null ? 'quiet' : rung.held ? 'tone-good' : 'tone-bad'}>
            <Icon name={rung.held === null ? 'wait' : rung.held ? 'good' : 'bad'} />
            <span>
              {rung.rung}. {visible(rung.name)}: {rungResult(rung)}
              {rung.detail && rung.detail !== rungResult(rung) && (
                <span class="quiet"> · {visible(rung.detail)}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
