import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import type { Phase } from '../domain/phases.ts';
import { type HealState, state } from './messages.ts';

const phaseKey = defineSearchAttributeKey('SuturePhase', SearchAttributeType.KEYWORD);

/** Shows a heal's progress in the Temporal Web UI, by search attribute, and by the `state` query. */
export interface Story {
  /** The heal enters a phase. */
  enter(phase: Phase, sentence: string): void;
  /** Something worth knowing happened within a phase. */
  tell(sentence: string): void;
  attempt(number: number): void;
  pushed(commit: string): void;
}

export function openStory({ incidentId }: HealRun): Story {
  const shown: HealState = { incidentId, phase: 'detected', attempt: 0, commit: null, story: [] };
  setHandler(state, () => shown, { description: 'Where the heal is, and what happened so far.' });

  function tell(sentence: string): void {
    shown.story.push(`${new Date().toISOString().slice(11, 19)} ${sentence}`);
    const lines = shown.story.map((line) => `- ${line}`);
    setCurrentDetails([`**${incidentId}** is _${shown.phase}_.`, '', ...lines].join('\n'));
  }

  return {
    tell,
    enter(phase, sentence) {
      shown.phase = phase;
      upsertSearchAttributes([{ key: phaseKey, value: phase }]);
      tell(`**${phase}**: ${sentence}`);
    },
    attempt(number) {
      shown.attempt = number;
    },
    pushed(commit) {
      shown.commit = commit;
    },
  };
}
