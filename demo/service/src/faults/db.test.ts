import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRecordingDatabase } from '../testing/recording-database.ts';
import { itKeepsTheStatementContract } from '../testing/statement-contract.ts';
import * as file from './db.ts';

describe('the database file', () => {
  it('exports its one function', () => {
    assert.deepEqual(Object.keys(file), ['testFaultDbTimeout']);
    assert.equal(typeof file.testFaultDbTimeout, 'function');
  });

  itKeepsTheStatementContract(file.testFaultDbTimeout);

  it('passes on the cancellation of its slow statement', async () => {
    const message = 'canceling statement due to statement timeout';
    const cancelled = Object.assign(new Error(message), { code: '57014' });
    const { db, statements } = createRecordingDatabase((text) =>
      /^\s*select/i.test(text) ? cancelled : null,
    );
    const outcome = db.transaction().execute((transaction) => file.testFaultDbTimeout({ db: transaction }));
    await assert.rejects(outcome, Error);
    assert.equal(statements.at(-1), 'ROLLBACK');
  });
});
