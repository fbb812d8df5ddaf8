import { firstWords } from '../../domain/cut-words.ts';
import { isTerminal, type Phase } from '../../domain/phases.ts';
import { readable } from '../../domain/readable.ts';
import type { Answer } from './answer.ts';
import { asked } from './asked.ts';
import { cooldowns } from './describe-state.ts';
import { DOING, toneOf } from './phases.ts';
import { isLost, type Story, textOf } from './story.ts';
import { notedWait, untilText } from './waits.ts';
import { plural, short, shortClock, visible } from './words.ts';

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
  const { incident, commit, last, state, returned } = story;
  if (returned && !commit && incident.phase !== 'resolved') {
    const text = `${short(returned.commit)} is live and does not hold. ${visible(returned.text)}`;
    return { tone: 'bad', word: 'No, it returned', text };
  }
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

function rationaleAt({ current }: Story, index: number): string {
  return visible(current?.proposal.candidates[index]?.rationale ?? '');
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] as string;
  return firstWords(line, 240);
}
