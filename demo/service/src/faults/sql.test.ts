import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itKeepsTheStatementContract } from '../testing/statement-contract.ts';
import * as file from './sql.ts';

describe('the SQL file', () => {
  it('exports its one function', () => {
    assert.deepEqual(Object.keys(file), ['testFaultRun']);
    assert.equal(typeof file.testFaultRun, 'function');
  });

  itKeepsTheStatementContract(file.testFaultRun);
});
