import type { Child } from 'hono/jsx';
import type { ListPage, SystemState } from '../../../store/page/page-store.ts';
import { unhealed } from '../frame/describe-state.ts';
import { Icon, type IconName, type Tone } from '../frame/icons.tsx';
import { incidentPath } from '../frame/paths.ts';
import { plural, words } from '../frame/words.ts';

interface Judgement {
  tone: Tone;
  icon: IconName;
  word: string;
  text: Child;
}

/** The sentence to read first. */
export function Verdict({ counts, state }: { counts: ListPage['counts']; state: SystemState }) {
  const { tone, icon, word, text } = judge(counts, state);
  return (
    <section class={`verdict tone-${tone}`} aria-label="In short">
      <Icon name={icon} />
      <div>
        <p class="verdict-word">{word}</p>
        <p class="quiet">{text}</p>
      </div>
    </section>
  );
}

function judge(counts: ListPage['counts'], state: SystemState): Judgement {
  const broken = counts.detected + counts.in_progress;
  const open = broken === 0 ? '' : `${plural(broken, 'fault is', 'faults are')} open. `;
  const asking = state.open.filter(({ phase }) => phase === 'awaiting_approval');
  if (asking.length > 0) {
    return {
      tone: 'wait',
      icon: 'ask',
      word: `${open}${plural(asking.length, 'fix waits', 'fixes wait')} for you.`,
      text: <>Approve or reject: {list(asking.map(({ id, faultCode }) => ({ id, text: faultCode })))}</>,
    };
  }
  const left = unhealed(state);
  if (left.length > 0) {
    return {
      tone: 'bad',
      icon: 'bad',
      word: `${open}${plural(left.length, 'fault', 'faults')} could not be healed.`,
      text: (
        <>
          Retry, or mend by hand:{' '}
          {list(
            left.map(({ incidentId, faultCode, outcome }) => ({
              id: incidentId,
              text: `${faultCode}, ${words(outcome)}`,
            })),
          )}
        </>
      ),
    };
  }
  if (broken === 0) {
    const text = 'No incident is open; a failing request opens one.';
    return { tone: 'good', icon: 'good', word: 'Nothing is broken. Nothing is asked of you.', text };
  }
  if (state.healing.paused) {
    const text = 'Heals wait before they begin until someone revives healing.';
    return { tone: 'wait', icon: 'wait', word: `${open}Healing is paused.`, text };
  }
  const text = 'Each is healed by a workflow of its own; a fix is proven before it is pushed.';
  return { tone: 'busy', icon: 'busy', word: `${open}Nothing is asked of you.`, text };
}

function list(incidents: { id: string; text: string }[]): Child {
  return incidents.map(({ id, text }, index) => (
    <>
      {index > 0 && ', '}
      <a href={incidentPath(id)}>{id}</a> ({text})
    </>
  ));
}
