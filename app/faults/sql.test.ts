import { describe, expect, it } from 'vitest';
import { itKeepsTheStatementContract } from '../testing/statement-contract.ts';
import * as file from './sql.ts';

describe('the SQL file', () => {
  it('exports its one function', () => {
    expect(Object.keys(file)).toEqual(['testFaultRun']);
    expect(file.testFaultRun).toBeTypeOf('function');
  });

  itKeepsTheStatementContract(file.testFaultRun);
});
