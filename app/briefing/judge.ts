import type { ListPage, SystemState } from '../../store/page/page-store.ts';
import type { IconName, Tone } from '../pages/frame/icons.tsx';
import { unhealed } from './describe-state.ts';
import { plural, words } from './words.ts';

/** How it stands, in a sentence or two. */
export interface Judgement {
  tone: Tone;
  icon: IconName;
  word: string;
  text: string;
  /** The incidents that the text ends with. */
  about: { id: string; text: string }[];
}

/** The sentence to read first: what is broken, and what is asked. */
export function judge(counts: ListPage['counts'], state: SystemState): Judgement {
  const broken = counts.detected + counts.in_progress;
  const open = broken === 0 ? '' : `${plural(broken, 'fault is', 'faults are')} open. `;
  const asking = state.open.filter(({ phase }) => phase === 'awaiting_approval');
  if (asking.length > 0) {
    return {
      tone: 'wait',
      icon: 'ask',
      word: `${open}${plural(asking.length, 'fix waits', 'fixes wait')} for you.`,
      text: 'Approve or reject:',
      about: asking.map(({ id, faultCode }) => ({ id, text: faultCode })),
    };
  }
  const left = unhealed(state);
  if (left.length > 0) {
    return {
      tone: 'bad',
      icon: 'bad',
      word: `${open}${plural(left.length, 'fault', 'faults')} could not be healed.`,
      text: 'Retry, or mend by hand:',
      about: left.map(({ incidentId, faultCode, outcome }) => ({
        id: incidentId,
        text: `${faultCode}, ${words(outcome)}`,
      })),
    };
  }
  if (broken === 0) {
    const text = 'No incident is open; a failing request opens one.';
    return {
      tone: 'good',
      icon: 'good',
      word: 'Nothing is broken. Nothing is asked of you.',
      text,
      about: [],
    };
  }
  if (state.healing.paused) {
    const text = 'Heals wait before they begin until someone revives healing.';
    return { tone: 'wait', icon: 'wait', word: `${open}Healing is paused.`, text, about: [] };
  }
  const text = 'Each is healed by a workflow of its own; a fix is proven before it is pushed.';
  return { tone: 'busy', icon: 'busy', word: `${open}Nothing is asked of you.`, text, about: [] };
}
