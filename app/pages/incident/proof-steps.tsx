import type { Verdict } from '../../../domain/fix.ts';
import { describePowers } from '../../../domain/power.ts';
import { duration, visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { Rungs } from './rungs.tsx';
import { Verbatim } from './section.tsx';

const STEP: Record<string, string> = {
  files: 'only allowed files changed',
  exports: 'exports unchanged',
  powers: 'no forbidden power',
  types: 'type-checks',
  build: 'builds',
  start: 'starts',
  probe: 'the probe passes',
  side_effects: 'does what it did before',
  openapi: 'answers as its OpenAPI document describes',
  tests: 'its own tests pass as before',
};

/** The result of each proof step, with its detail. */
export function ProofSteps({ verdict }: { verdict: Verdict }) {
  const { proven, steps, summary, durationMs, failures } = verdict;
  const powers = describePowers(verdict.powers ?? []);
  return (
    <div class="proof">
      {powers.length > 0 && (
        <div class="tone-wait powers">
          <p>
            <Icon name="wait" />
            <strong>What this fix can newly do</strong>
          </p>
          <ul>
            {powers.map((power) => (
              <li>It newly {visible(power)}</li>
            ))}
          </ul>
        </div>
      )}
      <p class={proven ? 'tone-good' : 'tone-bad'}>
        <Icon name={proven ? 'good' : 'bad'} />
        <span>
          <strong>{proven ? 'Proven' : 'Refused'}</strong> {visible(summary)}{' '}
          <span class="quiet">{duration(durationMs)}</span>
          {proven && (
            <span class="quiet"> The proof repeats the failing request; review the diff for all others.</span>
          )}
        </span>
      </p>
      <ol class="steps">
        {steps.map(({ name, passed, detail, durationMs: took }) => (
          <li class={passed ? 'tone-good' : 'tone-bad'}>
            <Icon name={passed ? 'good' : 'bad'} />
            <span>
              {STEP[name] ?? name}
              <span class="hidden">{passed ? ': passed' : ': failed'}</span>{' '}
              <span class="quiet">· {duration(took)}</span>
              {detail && passed && <span class="quiet"> · {visible(detail)}</span>}
              {detail && !passed && (
                <Verbatim label={`Detail of the step ${name.replace('_', ' ')}`} text={visible(detail)} />
              )}
            </span>
          </li>
        ))}
      </ol>
      <Rungs rungs={verdict.rungs ?? []} />
      {failures.some(({ output }) => output !== '') && (
        <details>
          <summary>What the service wrote</summary>
          {failures.slice(0, 3).map(({ output }, index) => (
            <Verbatim label={`Output ${index + 1}`} text={visible(output)} />
          ))}
        </details>
      )}
    </div>
  );
}
