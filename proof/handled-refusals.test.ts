import { expect, it } from 'vitest';
import { handledRefusals } from './handled-refusals.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

const INSERT = 'INSERT INTO readings (value) VALUES ($1)';
const seen = (text: string, sqlstate: string | null = null) =>
  ({
    statement: readStatement(text),
    outcome: sqlstate ? 'failed' : 'completed',
    error: sqlstate && { sqlstate, message: 'refused', hint: null },
  }) as Sighting;
const before = (...all: [string, string | null][]) => ({
  statements: all.map(([text, sqlstate]) => ({
    ...{ text, sqlstate, count: 1, maxLatencyMs: 1 },
    outcome: sqlstate ? ('failed' as const) : ('completed' as const),
  })),
});
const ABORTED = before([INSERT, '23514'], [INSERT, '25P02']);
const refused = seen(INSERT, '23514');

it.each([
  ['is rolled back to a savepoint', ABORTED, [refused, seen('ROLLBACK TO SAVEPOINT one'), seen('COMMIT')], 1],
  ['is rolled back with all before it', ABORTED, [refused, seen('ROLLBACK'), seen('BEGIN')], 0],
  ['ends nothing', ABORTED, [refused, seen('COMMIT')], 0],
  ['was the failure itself', before([INSERT, '23514']), [refused, seen('ROLLBACK TO one')], 0],
  ['is new', before(['SELECT 1', '25P02']), [refused, seen('ROLLBACK TO one')], 0],
])('handles a refusal that %s: %#', (_, observations, statements, count) => {
  expect(handledRefusals(statements, observations)).toHaveLength(count);
});
