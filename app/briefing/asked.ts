import { isTerminal } from '../../domain/phases.ts';
import type { Answer } from './answer.ts';
import { isLost, type Story, webAddress } from './story.ts';
import { notedWait } from './waits.ts';
import { clock, visible } from './words.ts';

/** What a person is asked to do now. */
export function asked(story: Story): Answer {
  const { incident, last, state } = story;
  const wait = notedWait(state, incident.id);
  if (wait?.kind === 'person' && !isTerminal(incident.phase)) {
    const href = webAddress(wait.url);
    if (wait.step === 'closed') {
      return { tone: 'wait', word: 'Retry, or fix it', text: visible(wait.reason) };
    }
    if (wait.url === null) {
      const { id } = incident;
      return {
        tone: 'wait',
        word: 'Apply the fix',
        text: `A proven fix waits for you to apply it, since ${clock(wait.since)}: suture show ${id} --patch | git apply. Then roll it out; the live release is watched. Not wanted: suture cancel ${id}.`,
      };
    }
    if (wait.url.startsWith('file:')) {
      return {
        tone: 'wait',
        word: 'Merge or delete its branch',
        text: `${visible(wait.reason)} It waits for a person since ${clock(wait.since)}.`,
      };
    }
    return {
      tone: 'wait',
      word: 'Merge or close',
      text: `The pull request of the proven fix waits for a person since ${clock(wait.since)}.`,
      ...(href && { link: { href, text: 'Pull request' } }),
    };
  }
  const revert = revertOffered(story);
  if (revert) return revert;
  switch (incident.phase) {
    case 'awaiting_approval':
      return {
        tone: 'wait',
        word: 'Approve or reject',
        text: `${newly(last.data.powers)}${undecided(last.data.undecided)}Read the diff and its proof, then decide.`,
      };
    case 'failed':
      if (last.data.reason === 'revert_failed') {
        return {
          tone: 'bad',
          word: 'Check the delivery',
          text: 'Start a good release by hand; then retry.',
        };
      }
      if (last.data.reason === 'returned') {
        const text = 'The timeline says how; then retry, or fix it by hand.';
        return { tone: 'bad', word: 'Revert the fix', text };
      }
      if (last.data.reason === 'unverified') {
        const text =
          'Retry once it is live and has traffic: that continues with this fix. Or revert its commit.';
        return { tone: 'wait', word: 'Check the delivery', text };
      }
      return {
        tone: 'wait',
        word: 'Retry, or fix it',
        text: 'Read what was tried; retry, or fix it by hand.',
      };
    case 'rolled_back':
    case 'cancelled':
      return {
        tone: 'wait',
        word: 'Retry, or fix it',
        text: 'No heal works on it now; retry, or fix it by hand.',
      };
    case 'resolved':
      if (isLost(story)) {
        const text = 'A forced push may have dropped it; push the commit of the fix again.';
        return { tone: 'bad', word: 'Put the fix back', text };
      }
      return { tone: 'good', word: 'Nothing', text: 'It is resolved.' };
    default:
      if (state.healing.paused && (incident.phase === 'detected' || incident.phase === 'cooling_down')) {
        return { tone: 'wait', word: 'Revive healing', text: 'This heal waits until then.' };
      }
      if (wait) {
        const text = `It waits for ${wait.on} and continues automatically.`;
        return { tone: 'quiet', word: 'Nothing', text };
      }
      return { tone: 'quiet', word: 'Nothing', text: 'The heal continues automatically.' };
  }
}

/** What a person may do about a fix whose failure returned; null where another question comes first. */
function revertOffered({ incident, returned, commit }: Story): Answer | null {
  if (
    !returned?.revert ||
    commit ||
    incident.phase === 'awaiting_approval' ||
    incident.phase === 'resolved'
  ) {
    return null;
  }
  const href = webAddress(returned.pull_request);
  const ended = isTerminal(incident.phase);
  return {
    tone: ended ? 'bad' : 'wait',
    word: ended ? 'Revert the fix' : 'Nothing, or revert the fix',
    text: `${ended ? 'No other fix was found; retry, or fix it by hand.' : 'Suture looks for another fix.'} ${visible(returned.revert)}`,
    ...(href && { link: { href, text: 'The revert' } }),
  };
}

/** What the fix can do that the code before could not; first, since the decision is about it. */
function newly(powers: unknown): string {
  if (!Array.isArray(powers) || powers.length === 0) return '';
  return `The fix newly ${visible(powers.join('; '))}. `;
}

/** Why the engine did not decide. */
function undecided(why: unknown): string {
  return typeof why === 'string' ? `${visible(why)} ` : '';
}
