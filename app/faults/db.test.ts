import { describe, expect, it } from 'vitest';
import { createRecordingDatabase } from '../testing/recording-database.ts';
import { itKeepsTheStatementContract } from '../testing/statement-contract.ts';
import * as file from './db.ts';

describe('the database file', () => {
  it('exports its one function', () => {
    expect(Object.keys(file)).toEqual(['testFaultDbTimeout']);
    expect(file.testFaultDbTimeout).toBeTypeOf('function');
  });

  itKeepsTheStatementContract(file.testFaultDbTimeout);

  it('passes on that its slow statement was cancelled', async () => {
    const cancelled = Object.assign(new Error('canceling statement due to statement timeout'), {
      code: '57014',
    });
    const { db, statements } = createRecordingDatabase((text) =>
      /^\s*select/i.test(text) ? cancelled : null,
    );
    const outcome = db.transaction().execute((transaction) => file.testFaultDbTimeout({ db: transaction }));
    await expect(outcome).rejects.toBeInstanceOf(Error);
    expect(statements.at(-1)).toBe('ROLLBACK');
  });
});
