import type { Kysely } from 'kysely';
import { databaseReason, upstreamReason } from './fault-reasons.ts';
import { testFaultExternalApi } from './faults/api.ts';
import { testFaultDbTimeout } from './faults/db.ts';
import { testFaultRun } from './faults/sql.ts';
import { UpstreamError } from './upstream-error.ts';

export interface FaultContext {
  db: Kysely<unknown>;
  /** Base URL of the upstream, without a slash at its end. */
  upstreamUrl: string;
}

/** How a fault is wired to its file. */
export interface FaultImplementation {
  code: string;
  route: string;
  /** Runs the file and returns the body of a 200; throws when the request failed. */
  run(context: FaultContext): Promise<Record<string, unknown>>;
  reasonOf(error: unknown): string;
  failureStatus: 500 | 504;
}

/** The three faults of the guide. A wrapper opens the transaction, so a failing file always leaves a rolled back one. */
export const faultImplementations: readonly FaultImplementation[] = [
  {
    code: 'FAULT_SQL_INJECTION_TEST',
    route: '/test-fault/run',
    async run({ db }) {
      await db.transaction().execute((transaction) => testFaultRun({ db: transaction }));
      return { ok: true };
    },
    reasonOf: databaseReason,
    failureStatus: 500,
  },
  {
    code: 'FAULT_EXTERNAL_API_LATENCY',
    route: '/test-fault/external-api',
    async run({ upstreamUrl }) {
      const { value } = await testFaultExternalApi({ baseUrl: upstreamUrl });
      if (!Number.isSafeInteger(value)) {
        throw new UpstreamError('wrong_data', 'The upstream answered a value that is not a whole number');
      }
      return { value };
    },
    reasonOf: upstreamReason,
    failureStatus: 504,
  },
  {
    code: 'FAULT_DB_TIMEOUT',
    route: '/test-fault/db-timeout',
    async run({ db }) {
      await db.transaction().execute((transaction) => testFaultDbTimeout({ db: transaction }));
      return { ok: true };
    },
    reasonOf: databaseReason,
    failureStatus: 500,
  },
];
