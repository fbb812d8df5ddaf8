import type { Transaction } from 'kysely';
import { expect, it } from 'vitest';
import { createRecordingDatabase } from './recording-database.ts';

/**
 * What every file that runs statements in its caller's transaction must keep, faulty or mended:
 * it stays inside that transaction, changes no setting beyond it, and passes a refusal on.
 */
export function itKeepsTheStatementContract(
  run: (parts: { db: Transaction<unknown> }) => Promise<unknown>,
): void {
  it('sends its statements inside the transaction that it was given', async () => {
    const { db, statements, heldConnections } = createRecordingDatabase();
    await db.transaction().execute((transaction) => run({ db: transaction }));
    const inner = statements.slice(1, -1);
    expect(statements.at(0)).toBe('BEGIN');
    expect(statements.at(-1)).toBe('COMMIT');
    expect(inner.length).toBeGreaterThan(0);
    expect(
      inner.filter((statement) => /^\s*(begin|commit|rollback|end|abort|start)\b/i.test(statement)),
    ).toEqual([]);
    expect(heldConnections()).toBe(0);
  });

  it('changes no setting of the connection beyond the transaction', async () => {
    const { db, statements } = createRecordingDatabase();
    await db.transaction().execute((transaction) => run({ db: transaction }));
    expect(statements.filter((statement) => /^\s*(set\s+(?!local\b)|reset\b)/i.test(statement))).toEqual([]);
    expect(statements.filter((statement) => /set_config\s*\([^)]*\bfalse\s*\)/i.test(statement))).toEqual([]);
  });

  it('rejects when the database refuses, and the transaction is rolled back', async () => {
    const refusal = new Error('refused by the database');
    const { db, statements, heldConnections } = createRecordingDatabase(() => refusal);
    const outcome = db.transaction().execute((transaction) => run({ db: transaction }));
    await expect(outcome).rejects.toBeInstanceOf(Error);
    expect(statements.at(-1)).toBe('ROLLBACK');
    expect(heldConnections()).toBe(0);
  });
}
