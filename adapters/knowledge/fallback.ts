import { SutureError } from '../../domain/errors.ts';
import type { Knowledge, Noted } from '../../domain/ports/knowledge.ts';

/**
 * Keeps everything in both, asks the first, and while that does not answer the second, never without a note. What
 * is not our error, a bug for example, is not an outage and is thrown.
 * @param log gets what concerns no incident
 */
export function withFallback(first: Knowledge, second: Knowledge, log: (line: string) => void): Knowledge {
  return {
    name: `${first.name}, or ${second.name} while it does not answer`,

    async search(evidence, limit) {
      try {
        return await first.search(evidence, limit);
      } catch (error) {
        const { hits } = await second.search(evidence, limit);
        return { hits, note: `${whyOf(error)} Used the local knowledge (${second.name}).` };
      }
    },

    learn: (fix) => inBoth('The fix is kept', (knowledge) => knowledge.learn(fix)),
    learnRollback: (fix, why) =>
      inBoth('The rollback of the fix is kept', (knowledge) => knowledge.learnRollback(fix, why)),

    /** A refusal of the first stops the start: it is not an outage. */
    async syncRunbooks(runbooks) {
      const changed = await second.syncRunbooks(runbooks);
      try {
        return Math.max(changed, await first.syncRunbooks(runbooks));
      } catch (error) {
        if (!(error instanceof SutureError && error.retryable)) throw error;
        log(`${error.message} The runbooks are up to date in the local knowledge (${second.name}) only.`);
        return changed;
      }
    },
  };

  /** The local one first: it must have what the other is about to miss. */
  async function inBoth(kept: string, write: (knowledge: Knowledge) => Promise<Noted>): Promise<Noted> {
    const { note } = await write(second);
    try {
      return await write(first);
    } catch (error) {
      const only = `${whyOf(error)} ${kept} in the local knowledge (${second.name}) only.`;
      return { note: note ? `${note} ${only}` : only };
    }
  }
}

function whyOf(error: unknown): string {
  if (error instanceof SutureError) return error.message;
  throw error;
}
