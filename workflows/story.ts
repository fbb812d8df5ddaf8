import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import type { Phase } from '../domain/phases.ts';
import { type HealState, state } from './messages.ts';

const phaseKey = defineSearchAttributeKey('SuturePhase', SearchAttributeType.KEYWORD);

/** Tells a heal to whoever watches it: in the Temporal Web UI, by search attribute, and by the `state` query. */
export interface Story {
  /** The heal enters a phase. */
  enter(phase: Phase, sentence: string): void;
  /** Something worth knowing happened within a phase. */
  tell(sentence: string): void;
  attempt(number: number): void;
  pushed(commit: string): void;
}

export function openStory({ incidentId }: HealRun): Story {
  const told: HealState = { incidentId, phase: 'detected', attempt: 0, commit: null, story: [] };
  setHandler(state, () => told, { description: 'Where the heal is, and what happened so far.' });

  function tell(sentence: string): void {
    told.story.push(`${new Date().toISOString().slice(11, 19)} ${sentence}`);
    const lines = told.story.map((line) => `- ${line}`);
    setCurrentDetails([`**${incidentId}** is _${told.phase}_.`, '', ...lines].join('\n'));
  }

  return {
    tell,
    enter(phase, sentence) {
      told.phase = phase;
      upsertSearchAttributes([{ key: phaseKey, value: phase }]);
      tell(`**${phase}**: ${sentence}`);
    },
    attempt(number) {
      told.attempt = number;
    },
    pushed(commit) {
      told.commit = commit;
    },
  };
}
