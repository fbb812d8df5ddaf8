import { isCancellation, setHandler } from '@temporalio/workflow';
import type { News } from '../activities/notify-people.ts';
import { pauseHealing, reviveHealing, type Word } from './messages.ts';
import { briefly, telling } from './steps.ts';

/** Handles a person who pauses or revives healing from the Temporal Web UI. */
export function listenForPauses(): void {
  const word = '{"by": "Ada", "reason": "maintenance"}';
  const switching =
    (paused: boolean) =>
    async ({ by, reason = '' }: Word) => {
      const summary = `${by} ${paused ? 'pauses' : 'revives'} healing`;
      await briefly(summary).switchHealing({ paused, by, reason });
    };
  setHandler(pauseHealing, switching(true), {
    description: `Pauses healing for everybody; heals wait at their beginning: ${word}.`,
  });
  setHandler(reviveHealing, switching(false), { description: `Revives healing for everybody: ${word}.` });
}

/** Notifies people. A channel that stays unavailable must not hold up a heal: it is given up after an hour. */
export async function tellPeople(summary: string, news: News): Promise<void> {
  try {
    await telling(summary).notifyPeople(news);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
