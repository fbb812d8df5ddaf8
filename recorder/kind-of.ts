import { messageOf, sqlstateOf } from './describe-error.ts';
import type { FailureKind } from './recording.ts';
import type { Underway } from './underway.ts';

/** Too many connections, out of memory, disk full, of PostgreSQL's class 53. */
const RESOURCES = /^53\d{3}$/;
/** Codes of the system and of libraries: no more files, sockets, addresses or connections of a pool. */
const CODES =
  /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EAGAIN|EADDRNOTAVAIL|ERR_WORKER_OUT_OF_MEMORY|P2024|POOL_TIMEOUT)$/;
const TEXTS =
  /timeout exceeded when trying to connect|too many (clients|connections)|remaining connection slots|acquir\w+ (a )?connection|pool is (probably )?full|ResourceRequest timed out|max number of clients|SequelizeConnectionAcquireTimeoutError/i;

/** What sort of failure it is. */
export function kindOf(one: Underway, how: 'answered' | 'crashed' | 'hangs', error: unknown): FailureKind {
  if (how === 'crashed') return 'crash';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isOut =
    RESOURCES.test(sqlstateOf(error) ?? '') ||
    CODES.test(code) ||
    (error instanceof Error && TEXTS.test(`${error.name} ${messageOf(error)}`));
  // Without an answer because the pool has no connection left: what holds them is the fault.
  if (isOut || (how === 'hangs' && one.waits > 0)) return 'exhaustion';
  return how === 'hangs' ? 'hang' : 'error';
}
