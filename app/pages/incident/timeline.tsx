import { firstWords } from '../../../domain/cut-words.ts';
import type { TimelineEntry } from '../../../domain/incident.ts';
import { isTerminal } from '../../../domain/phases.ts';
import { readable } from '../../../domain/readable.ts';
import { iconOf, toneOf } from '../../briefing/phases.ts';
import type { Story } from '../../briefing/story.ts';
import { duration, visible, words } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { At, Since } from '../frame/time.tsx';

/** Characters that are read at a glance. */
const LONG = 140;

/** Every row of the incident, oldest first, with how long each phase took. */
export function Timeline({ story: { timeline, state } }: { story: Story }) {
  return (
    <section class="panel timeline" tabindex={0} aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      <ol>
        {timeline.map((entry, index) => (
          <Entry entry={entry} next={nextPhase(timeline, index)} now={state.now} />
        ))}
      </ol>
    </section>
  );
}

/** Long texts are cut; the full text can be opened. */
function Message({ text }: { text: string }) {
  if (text.length <= LONG) return <p>{text}</p>;
  return (
    <details>
      <summary>{firstWords(text, LONG)}</summary>
      <p>{text}</p>
    </details>
  );
}

function nextPhase(timeline: TimelineEntry[], index: number): TimelineEntry | null {
  return timeline.slice(index + 1).find(({ kind }) => kind === 'phase') ?? null;
}

function Entry({ entry, next, now }: { entry: TimelineEntry; next: TimelineEntry | null; now: string }) {
  const { kind, to_phase, at, message, seq } = entry;
  if (kind !== 'phase' || !to_phase) {
    return (
      <li class="note" id={`t${seq}`}>
        <Message text={visible(readable(message))} />
        <span class="quiet">
          <At at={at} now={now} />
        </span>
      </li>
    );
  }
  return (
    <li class={`entry tone-${next ? 'quiet' : toneOf(to_phase)}`} id={`t${seq}`}>
      <Icon name={next ? 'good' : iconOf(to_phase)} />
      <p>
        <strong class="phase-word">{words(to_phase)}</strong> {visible(readable(message))}
      </p>
      <span class="quiet">
        <At at={at} now={now} />
        {!isTerminal(to_phase) && (
          <>
            {' · '}
            {next ? duration(Date.parse(next.at) - Date.parse(at)) : <Since at={at} now={now} />}
          </>
        )}
      </span>
    </li>
  );
}
