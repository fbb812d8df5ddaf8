import { Evidence } from '../../../domain/evidence.ts';
import type { FaultDefinition } from '../../../domain/service-definition.ts';

/** What the analysis of the demonstration's SQL fault finds, with a runbook and a past fix. */
export function analysisOf(incidentId: string, service: string, fault: FaultDefinition) {
  const evidence = Evidence.parse({
    incidentId,
    service,
    faultCode: fault.code,
    faultType: fault.type,
    commit: 'd0'.repeat(20),
    request: fault.probe.kind === 'http' ? fault.probe.request : null,
    logLines: [],
    runs: 5,
    failures: [
      {
        count: 5,
        status: 500,
        reason: 'sql_syntax_error',
        message: 'syntax error at end of input',
        errorClass: 'DatabaseError',
        sqlstate: '42601',
        statement: 'SELECT FROM',
        frames: [{ path: 'src/faults/sql.ts', line: 5, column: 9, symbol: 'run' }],
        latencyMs: 9,
      },
    ],
    observations: {
      statements: [{ text: 'SELECT FROM', count: 5, outcome: 'failed', sqlstate: '42601', maxLatencyMs: 3 }],
    },
  });
  const { failures, observations, schema, runs } = evidence;
  return {
    evidence,
    reproduction: { reproduced: true, runs, failures, observations, schema, durationMs: 4_100 },
    knowledge: [
      {
        id: 'runbook/malformed-sql',
        kind: 'runbook' as const,
        title: 'Malformed SQL statement',
        excerpt:
          'A statement that PostgreSQL refuses with class 42 is wrong in its text. Look at the text first.',
        score: 3.2,
        fix: null,
      },
      {
        id: 'fix-0123456789abcdef',
        kind: 'fix' as const,
        title: 'Fix of FAULT_SQL_INJECTION_TEST, rolled back: Deletes the statement.',
        excerpt: 'Was tried in LIVE-0009 and rolled back by Grace: the page stayed empty',
        score: 1.4,
        fix: {
          incidentId: 'LIVE-0009',
          faultCode: 'FAULT_SQL_INJECTION_TEST',
          templates: ['delete-statement'],
          rationale: 'Deletes the statement.',
          before: [],
          after: [],
          rolledBack: { why: 'the page stayed empty', by: 'Grace' },
        },
      },
    ],
  };
}
