import type { ListPage, SystemState } from '../../store/page/page-store.ts';
import { unhealed } from './describe-state.ts';
import type { Sign, Tone } from './tone.ts';
import { notedWait } from './waits.ts';
import { plural, shortClock, visible, words } from './words.ts';

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
  const approvals = state.open.filter(({ phase }) => phase === 'awaiting_approval');
  const reviews = state.open.filter(({ id }) => notedWait(state, id)?.kind === 'person');
  const asking = [...approvals, ...reviews];
  if (asking.length > 0) {
    const verbs = [...(approvals.length > 0 ? ['approve or reject'] : []), ...wantedOf(state, reviews)];
    return {
      tone: 'wait',
      icon: 'ask',
      word: `${open}${plural(asking.length, 'fix waits', 'fixes wait')} for you.`,
      text: `${capital(verbs.join(', '))}:`,
      about: asking.map(({ id, faultCode }) => ({ id, text: faultCode })),
    };
  }
  const { lost } = state;
  if (lost.length > 0) {
    return {
      tone: 'bad',
      icon: 'bad',
      word: `${open}${plural(lost.length, 'fix is', 'fixes are')} missing on the branch.`,
      text: 'A forced push may have dropped what healed a fault; put it back:',
      about: lost.map(({ id, faultCode, commit }) => ({ id, text: `${faultCode}, ${commit.slice(0, 10)}` })),
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
  const [wait] = state.waits;
  if (wait) {
    return {
      tone: 'wait',
      icon: 'wait',
      word: `${open}You have nothing to do.`,
      text: `A heal waits for ${wait.on} since ${shortClock(wait.since, state.now)} UTC:`,
      about: [{ id: wait.incidentId, text: visible(wait.reason) }],
    };
  }
  const text = 'Each has a workflow of its own; a fix is proven before it is pushed.';
  return { tone: 'busy', icon: 'busy', word: `${open}You have nothing to do.`, text, about: [] };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What people may do about changes that wait for them. */
function wantedOf(state: SystemState, reviews: SystemState['open']): string[] {
  const urls = reviews.map(({ id }) => notedWait(state, id)?.url ?? null);
  return [
    ...(urls.some((url) => url?.startsWith('http')) ? ['merge or close the pull request'] : []),
    ...(urls.some((url) => url?.startsWith('file:')) ? ['merge or delete the branch'] : []),
    ...(urls.includes(null) ? ['apply the fix'] : []),
  ];
}
