import type { RecordedRequest, Recording, SqlStep } from '../../domain/recording.ts';
import { readStatement } from '../witness/statement.ts';

/** Rounds of requests after which a pool is empty that loses a connection in each: pools hold ten by default, few hold more than twenty. */
export const ROUNDS = 25;
/** How often a request is sent at the same time where two of it met. */
const COPIES = 4;
const UNIQUE_VIOLATION = '23505';

/** What is sent over and over before a request that found no connection left: those before it, and itself. */
export function leakingRequests(recording: Recording | null): RecordedRequest[] {
  if (recording?.kind !== 'exhaustion' || !recording.request) return [];
  const seen = new Map<string, RecordedRequest>();
  for (const one of [...recording.before.map(({ request }) => request), recording.request]) {
    seen.set(JSON.stringify([one.method, one.path, one.body]), one);
  }
  return [...seen.values()];
}

/** How many requests one run of a recording sends, at most. */
export function requestsOfRun(recording: Recording | null): number {
  return Math.max(1, leakingRequests(recording).length * ROUNDS);
}

/**
 * How many further times a request is sent at the same time: where it first read that a value was free, and then met it, another
 * took the value meanwhile. 0: it is sent alone.
 */
export function copiesOf(recording: Recording | null): number {
  const steps = (recording?.steps ?? []).filter((step): step is SqlStep => step.kind === 'sql');
  const failed = steps.findIndex(({ error }) => error?.code === UNIQUE_VIOLATION);
  return failed >= 0 && wasFree(steps.slice(0, failed), steps[failed] as SqlStep) ? COPIES - 1 : 0;
}

/** Whether an earlier statement found none of what a write then met in the same table. */
export function wasFree(earlier: SqlStep[], write: SqlStep): boolean {
  const { tables } = readStatement(write.text).shape;
  const written = new Set(write.values.map(String));
  return earlier.some(
    ({ text, values, rows, error }) =>
      !error &&
      (rows.length === 0 || rows.every((row) => Object.values(row).every((value) => Number(value) === 0))) &&
      values.some((value) => written.has(String(value))) &&
      readStatement(text).shape.verb === 'select' &&
      readStatement(text).shape.tables.some((table) => tables.includes(table)),
  );
}
