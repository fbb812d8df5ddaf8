import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Transaction } from 'kysely';
import { createRecordingDatabase } from './recording-database.ts';

/**
 * What each file that runs statements in its caller's transaction must keep, faulty or fixed: it stays inside that
 * transaction, changes no setting beyond it, and passes an error of the database on.
 */
export function itKeepsTheStatementContract(
  run: (parts: { db: Transaction<unknown> }) => Promise<unknown>,
): void {
  it('sends its statements inside the transaction that it was given', async () => {
    const { db, statements, heldConnections } = createRecordingDatabase();
    await db.transaction().execute((transaction) => run({ db: transaction }));
    const inner = statements.slice(1, -1);
    assert.equal(statements.at(0), 'BEGIN');
    assert.equal(statements.at(-1), 'COMMIT');
    assert.ok(inner.length > 0, 'it sends no statement');
    for (const statement of inner) {
      assert.doesNotMatch(statement, /^\s*(begin|commit|rollback|end|abort|start)\b/i);
    }
    assert.equal(heldConnections(), 0);
  });

  it('changes no setting of the connection beyond the transaction', async () => {
    const { db, statements } = createRecordingDatabase();
    await db.transaction().execute((transaction) => run({ db: transaction }));
    for (const statement of statements) {
      assert.doesNotMatch(statement, /^\s*(set\s+(?!local\b)|reset\b)/i);
      assert.doesNotMatch(statement, /set_config\s*\([^)]*\bfalse\s*\)/i);
    }
  });

  it('rejects when the database returns an error, and the transaction is rolled back', async () => {
    const error = new Error('refused by the database');
    const { db, statements, heldConnections } = createRecordingDatabase(() => error);
    await assert.rejects(
      db.transaction().execute((transaction) => run({ db: transaction })),
      Error,
    );
    assert.equal(statements.at(-1), 'ROLLBACK');
    assert.equal(heldConnections(), 0);
  });
}
