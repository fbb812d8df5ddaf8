import { z } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import { testFaultExternalApi } from '../../faults/api.ts';
import { testFaultDbTimeout } from '../../faults/db.ts';
import { testFaultRun } from '../../faults/sql.ts';
import { databaseReason, upstreamReason } from './fault-reasons.ts';

export interface FaultContext {
  db: Kysely<unknown>;
  /** Base URL of the upstream, without a slash at its end. */
  upstreamUrl: string;
}

/** How a fault of the service definition is wired to its split file. */
export interface FaultImplementation {
  /** Runs the split file and returns the body of a 200; throws when the request failed. */
  run(context: FaultContext): Promise<Record<string, unknown>>;
  /** The body of a 200. */
  answer: z.ZodType;
  reasonOf(error: unknown): string;
  failureStatus: 500 | 504;
}

const UpstreamValue = z.object({ value: z.int() });
const Done = z.object({ ok: z.literal(true) });

/** By fault code. A wrapper opens the transaction, so that whatever a split file leaves behind is rolled back. */
export const faultImplementations: Record<string, FaultImplementation> = {
  FAULT_SQL_INJECTION_TEST: {
    async run({ db }) {
      await db.transaction().execute((transaction) => testFaultRun({ db: transaction }));
      return { ok: true };
    },
    answer: Done,
    reasonOf: databaseReason,
    failureStatus: 500,
  },
  FAULT_EXTERNAL_API_LATENCY: {
    async run({ upstreamUrl }) {
      return UpstreamValue.parse(await testFaultExternalApi({ baseUrl: upstreamUrl }));
    },
    answer: UpstreamValue,
    reasonOf: upstreamReason,
    failureStatus: 504,
  },
  FAULT_DB_TIMEOUT: {
    async run({ db }) {
      await db.transaction().execute((transaction) => testFaultDbTimeout({ db: transaction }));
      return { ok: true };
    },
    answer: Done,
    reasonOf: databaseReason,
    failureStatus: 500,
  },
};
