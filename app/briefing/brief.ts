import { isTerminal, type Phase } from '../../domain/phases.ts';
import { readable } from '../../domain/readable.ts';
import { cooldowns } from './describe-state.ts';
import { DOING, toneOf } from './phases.ts';
import { type Story, textOf, webAddress } from './story.ts';
import type { Tone } from './tone.ts';
import { notedWait, untilText } from './waits.ts';
import { clock, plural, short, shortClock, visible } from './words.ts';

export interface Answer {
  tone: Tone;
  /** The answer in a few words. */
  word: string;
  /** The rest of it, a sentence or two. */
  text: string;
  /** Where a person continues outside these pages. */
  link?: { href: string; text: string };
}

/** The four questions of a person who is woken at night. */
export interface Brief {
  broke: Answer;
  doing: Answer;
  safe: Answer;
  asked: Answer;
}

export function briefOf(story: Story): Brief {
  return { broke: broke(story), doing: doing(story), safe: safe(story), asked: asked(story) };
}

function broke({ incident, history, analysis, state }: Story): Answer {
  const requests = plural(incident.symptoms.affected_requests, 'request');
  const last = history ? `, the last at ${shortClock(history.last, state.now)}` : '';
  const [failure] = analysis?.evidence.failures ?? [];
  const symptom = failure?.message ?? incident.breadcrumbs.recent_logs.at(-1) ?? '';
  const word = incident.status === 'resolved' ? `${incident.route} failed` : `${incident.route} fails`;
  return {
    tone: incident.status === 'resolved' ? 'quiet' : 'bad',
    word: visible(word),
    text: `${requests} affected${last}.${symptom ? ` ${visible(firstLine(readable(symptom)))}` : ''}`,
  };
}

function doing(story: Story): Answer {
  const { incident, state, last, current } = story;
  const { phase } = incident;
  const tone = toneOf(phase);
  if (!isTerminal(phase) && state.healing.paused && (phase === 'detected' || phase === 'cooling_down')) {
    return {
      tone: 'wait',
      word: 'Paused',
      text: `Waits until healing is revived: ${visible(state.healing.reason ?? 'no reason given')}.`,
    };
  }
  if (phase === 'cooling_down') {
    const until = cooldowns(state).find(
      ({ service, faultCode }) => service === incident.service && faultCode === incident.error_code,
    )?.until;
    const when = until ? `Continues at ${shortClock(until, state.now)} UTC.` : 'Continues by itself.';
    return { tone, word: 'Cooling down', text: `${visible(last.message)} ${when}` };
  }
  const wait = notedWait(state, incident.id);
  if (wait && !isTerminal(phase)) {
    if (wait.kind === 'person') return { tone: 'wait', word: 'Waiting for you', text: visible(wait.reason) };
    const text = `${visible(wait.reason)}${untilText(wait, state.now)}`;
    return { tone: 'wait', word: `Waiting for ${wait.on}`, text };
  }
  if (phase === 'validating' && current) {
    const all = current.proposal.candidates.length;
    const at = Math.min(all, current.verdicts.length + 1);
    return {
      tone,
      word: 'Proving fixes',
      text: `Fix ${at} of ${all} is in the sandbox: ${rationaleAt(story, at - 1)}`,
    };
  }
  return {
    tone,
    word: WORD[phase],
    text: isTerminal(phase) || last.data.watched ? visible(readable(last.message)) : DOING[phase],
  };
}

const WORD: Record<Phase, string> = {
  detected: 'About to begin',
  cooling_down: 'Cooling down',
  analyzing: 'Reproducing it',
  fixing: 'Looking for a fix',
  validating: 'Proving fixes',
  awaiting_approval: 'Waiting for you',
  pushing: 'Committing the fix',
  deploying: 'Rolling it out',
  verifying: 'Verifying it',
  resolved: 'Healed',
  failed: 'Failed',
  rolled_back: 'Rolled back',
  cancelled: 'Cancelled',
};

function safe(story: Story): Answer {
  const { incident, commit, last, state } = story;
  const fix = commit ? short(commit) : 'the fix';
  switch (incident.phase) {
    case 'resolved':
      if (isLost(story)) {
        const text = `The branch does not contain ${fix} any more; a release without it fails again.`;
        return { tone: 'bad', word: 'No, it was dropped', text };
      }
      return {
        tone: 'good',
        word: 'Yes, verified',
        text: textOf(incident.verification?.summary) ?? 'Probes of the running service passed.',
      };
    case 'deploying': {
      const old = 'The old release takes the traffic until the new one is healthy';
      return { tone: 'good', word: 'Yes', text: `${old}; a failed rollout is rolled back automatically.` };
    }
    case 'verifying':
      return {
        tone: 'busy',
        word: 'Being checked',
        text: last.data.watched
          ? `${fix} is live and is watched now; if the failure returns, it is rolled back automatically. Without traffic it stays unverified.`
          : `${fix} is live and is probed now; if a probe fails, it is rolled back automatically.`,
      };
    case 'pushing':
      if (notedWait(state, incident.id)?.kind === 'person') {
        const text = 'Production is unchanged: the proven fix waits for a person.';
        return { tone: 'good', word: 'Yes', text };
      }
      return { tone: 'good', word: 'Yes', text: 'The fix was proven in the sandbox before it is committed.' };
    case 'rolled_back':
      return {
        tone: 'wait',
        word: 'Still faulty',
        text: 'The fix was rolled back; production is as it was before.',
      };
    case 'failed':
      if (last.data.reason === 'revert_failed') {
        return {
          tone: 'bad',
          word: 'No',
          text: `${fix} did not hold and could not be rolled back; check the delivery.`,
        };
      }
      if (last.data.reason === 'returned') {
        const text = `${fix} was rolled out, and the failure returned. It is live until a person reverts it.`;
        return { tone: 'bad', word: 'No, it returned', text };
      }
      if (last.data.reason === 'unverified') {
        const text = visible(readable(last.message));
        return { tone: 'wait', word: 'Not verified', text };
      }
      return {
        tone: 'wait',
        word: 'Still faulty',
        text: 'Nothing that was tried is live; production is unchanged.',
      };
    case 'cancelled':
      if (commit) return { tone: 'wait', word: 'Not verified', text: `${fix} was pushed and not verified.` };
      return { tone: 'wait', word: 'Still faulty', text: 'Nothing was pushed; production is unchanged.' };
    default: {
      const live = state.rollout.last?.status === 'success' ? ` (${short(state.rollout.last.commit)})` : '';
      return {
        tone: 'good',
        word: 'Yes',
        text: `Production${live} is unchanged: nothing is pushed before it is proven. The route keeps failing meanwhile.`,
      };
    }
  }
}

function asked(story: Story): Answer {
  const { incident, last, state } = story;
  const wait = notedWait(state, incident.id);
  if (wait?.kind === 'person' && !isTerminal(incident.phase)) {
    const href = webAddress(wait.url);
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
  switch (incident.phase) {
    case 'awaiting_approval':
      return {
        tone: 'wait',
        word: 'Approve or reject',
        text: `${newly(last.data.powers)}Read the diff and its proof, then decide.`,
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

/** Whether the branch does not contain the fix any more. */
function isLost({ incident, state }: Story): boolean {
  return state.lost.some(({ id }) => id === incident.id);
}

/** What the fix can do that the code before could not; first, since the decision is about it. */
function newly(powers: unknown): string {
  if (!Array.isArray(powers) || powers.length === 0) return '';
  return `The fix newly ${visible(powers.join('; '))}. `;
}

function rationaleAt({ current }: Story, index: number): string {
  return visible(current?.proposal.candidates[index]?.rationale ?? '');
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] as string;
  return line.length > 240 ? `${line.slice(0, 239)}…` : line;
}
