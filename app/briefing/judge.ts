import type { ListPage, SystemState } from '../../store/page/page-store.ts';
import { unhealed } from './describe-state.ts';
import type { Sign, Tone } from './tone.ts';
import { plural, words } from './words.ts';

/** The state of all incidents, in a sentence or two. */
export interface Judgement {
  tone: Tone;
  icon: Sign;
  word: string;
  text: string;
  /** The incidents that the text ends with. */
  about: { id: string; text: string }[];
}

/** The sentence to read first: what is broken, and what you have to do. */
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
      text: 'Retry, or fix by hand:',
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
      word: 'No fault is open. You have nothing to do.',
      text,
      about: [],
    };
  }
  if (state.healing.paused) {
    const text = 'New heals wait until you revive healing.';
    return { tone: 'wait', icon: 'wait', word: `${open}Healing is paused.`, text, about: [] };
  }
  const text = 'Each has a workflow of its own; a fix is proven before it is pushed.';
  return { tone: 'busy', icon: 'busy', word: `${open}You have nothing to do.`, text, about: [] };
}
