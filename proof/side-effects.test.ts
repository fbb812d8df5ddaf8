import { describe, expect, it } from 'vitest';
import { hiddenFailures, type SideEffects } from './side-effects.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

const INSERT = 'INSERT INTO members (handle) VALUES ($1)';
const schema = [{ table: 'members', columns: ['id', 'handle'] }];

function refusal(text: string, sqlstate: string): Sighting {
  return {
    statement: readStatement(text),
    parameters: ['ada'],
    outcome: 'failed',
    error: { sqlstate, message: 'refused', hint: null },
    startedAt: 1,
    endedAt: 2,
  } as Sighting;
}

/** One run that failed because the database refused the statement, and one that passed although it did so again. */
function refusedAgain(sqlstate: string, expected: number | null, text = INSERT): SideEffects {
  const statement = {
    text: INSERT,
    count: 1,
    outcome: 'failed' as const,
    sqlstate: '23505',
    maxLatencyMs: 1,
  };
  return {
    before: { observations: { statements: [statement], upstreams: [] }, runs: 1, schema },
    after: { statements: [refusal(text, sqlstate)], upstreams: [] },
    runs: 1,
    expected,
  };
}

/** Runs of a service whose upstream fails, before and after. */
function failsAgain(expected: number, calls: number): SideEffects {
  const upstream = { name: 'rates', calls: 1, maxLatencyMs: 1, statuses: { '503': 1 }, samples: [] };
  const call = { startedAt: 1, status: '503', delivered: true };
  return {
    before: { observations: { statements: [], upstreams: [upstream] }, runs: 1, schema: [] },
    after: {
      statements: [],
      upstreams: [{ name: 'rates', calls: Array.from({ length: calls }, () => call) as never }],
    },
    runs: 1,
    expected,
  };
}

describe('a refusal of the database', () => {
  it('is no hidden failure under the refusal that the probe wants', () => {
    expect(hiddenFailures(refusedAgain('23505', 409))).toEqual([]);
  });

  it.each([
    ['under an answer that says all is well', refusedAgain('23505', 201)],
    ['under a failure of the service', refusedAgain('23505', 500)],
    ['under a command', refusedAgain('23505', null)],
    ['for another reason than before', refusedAgain('23503', 409)],
    ['of a statement that is not the input’s fault', refusedAgain('42601', 400)],
    ['of another statement', refusedAgain('23505', 409, 'INSERT INTO audit (what) VALUES ($1)')],
  ])('is one %s', (_, given) => {
    expect(hiddenFailures(given)).not.toEqual([]);
  });

  it.each([
    ['is needless where its list was empty', 'SELECT id FROM members WHERE id IN ()', 0],
    [
      'must still be asked for where everything but an empty list was asked for',
      'SELECT id FROM members WHERE id NOT IN ()',
      1,
    ],
    ['must still be asked for where its text is wrong', 'SELEC id FROM members', 1],
  ])('%s', (_, text, findings) => {
    const given = refusedAgain('42601', 200);
    const [statement] = given.before.observations.statements;
    const statements = [
      { ...(statement as object), text, sqlstate: '42601' },
    ] as typeof given.before.observations.statements;
    const before = { ...given.before, observations: { statements, upstreams: [] } };
    expect(hiddenFailures({ ...given, before, after: { statements: [], upstreams: [] } })).toHaveLength(
      findings,
    );
  });

  it('must still be asked for', () => {
    const given = refusedAgain('23505', 409);
    expect(hiddenFailures({ ...given, after: { statements: [], upstreams: [] } })).not.toEqual([]);
  });
});

describe('a failure of an upstream', () => {
  it.each([502, 503, 504])('is told by %d, and not hidden', (status) => {
    expect(hiddenFailures(failsAgain(status, 1))).toEqual([]);
  });

  it('is hidden by an answer that says all is well', () => {
    expect(hiddenFailures(failsAgain(200, 1))).not.toEqual([]);
  });

  it('is no reason not to ask it', () => {
    expect(hiddenFailures(failsAgain(502, 0))).not.toEqual([]);
  });

  it('can be told to nobody, and so is not hidden, where it comes after the answer', () => {
    expect(hiddenFailures({ ...failsAgain(201, 1), isLate: true })).toEqual([]);
    expect(hiddenFailures({ ...failsAgain(201, 0), isLate: true })).not.toEqual([]);
  });
});

describe("what a driver asks of the database's catalogue", () => {
  const asked = (text: string): SideEffects => ({
    before: {
      observations: {
        statements: [{ text, count: 1, outcome: 'completed', sqlstate: null, maxLatencyMs: 1 }],
        upstreams: [],
      },
      runs: 1,
      schema,
    },
    after: { statements: [], upstreams: [] },
    runs: 1,
    expected: 200,
  });

  it('is asked once for each connection, so not in each run', () => {
    const types =
      'select b.oid, b.typarray from pg_catalog.pg_type a left join pg_catalog.pg_type b on b.oid = a.typelem';
    expect(hiddenFailures(asked(types))).toEqual([]);
  });

  it('is work where it calls a function', () => {
    expect(hiddenFailures(asked('select pg_cancel_backend(pid) from pg_stat_activity'))).toHaveLength(1);
  });
});
