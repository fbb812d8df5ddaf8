import type { Knowledge } from '../../domain/ports/knowledge.ts';
import { connect } from '../../store/connect.ts';
import { toStoreError } from '../../store/errors.ts';
import { learnFix } from './learn-fix.ts';
import { mergeHits } from './merge-hits.ts';
import { searchFixes, searchRunbooks } from './search.ts';
import { syncRunbooks } from './sync-runbooks.ts';

/**
 * Full text search over runbooks, and past fixes found by the signature of their failure, in Suture's own database.
 * Errors: `store_unavailable` (retryable).
 */
export function createPostgresKnowledge({
  databaseUrl,
}: {
  databaseUrl: string;
}): Knowledge & { close(): Promise<void> } {
  const db = connect(databaseUrl, 2);

  async function ask<T>(question: Promise<T>): Promise<T> {
    try {
      return await question;
    } catch (error) {
      throw toStoreError(error);
    }
  }

  return {
    name: 'postgres',

    async search(evidence, limit) {
      const [fixes, runbooks] = await ask(
        Promise.all([searchFixes(db, evidence, limit), searchRunbooks(db, evidence, limit)]),
      );
      return { hits: mergeHits(fixes, runbooks, limit), note: null };
    },

    async learn(fix) {
      await ask(learnFix(db, fix));
      return { note: null };
    },

    async learnRollback(fix, why) {
      await ask(learnFix(db, fix, why));
      return { note: null };
    },

    syncRunbooks: (runbooks) => ask(syncRunbooks(db, runbooks)),
    close: () => db.destroy(),
  };
}
