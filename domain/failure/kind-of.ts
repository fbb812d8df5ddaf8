import type { FailureKind, Recording } from '../recording.ts';

/** Too many connections, out of memory, disk full, of PostgreSQL's class 53. */
const RESOURCES = /^53\d{3}$/;
/** No more files, sockets, addresses, memory or connections of a pool, by the codes that the system and libraries give. */
const CODES =
  /\b(?:EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|ENOSPC|ERR_WORKER_OUT_OF_MEMORY|P2024|POOL_TIMEOUT|ER_CON_COUNT_ERROR)\b/;
/** The same by the words of pg, Prisma, Knex, Sequelize, generic-pool, mysql2, MongoDB, Redis and V8. */
const TEXTS =
  /timeout exceeded when trying to connect|too many (?:clients|connections)|remaining connection slots|acquir\w+ (?:a |an )?(?:new )?connection|fetching a new connection from the connection pool|pool is (?:probably )?full|ResourceRequest timed out|max number of clients|ConnectionAcquireTimeoutError|WaitQueueTimeoutError|wait queue (?:is full|timeout)|Queue limit reached|no more connections|too many open files|Array buffer allocation failed/i;
/** Characters of a message, and causes, that are looked at. */
const LONGEST = 1_000;
const MOST_CAUSES = 5;

type Reported = Pick<Recording, 'kind' | 'errorClass' | 'message' | 'sqlstate' | 'errors'>;

/**
 * What sort of failure it is. An SDK reports one of a pool, or of sockets, as any other error, and the recorder knows it by
 * itself: by any way it is the same fault.
 */
export function kindOf({ kind, errorClass, message, sqlstate, errors }: Reported): FailureKind {
  if (kind !== 'error') return kind;
  if (RESOURCES.test(sqlstate ?? '') || RESOURCES.test(errorClass ?? '')) return 'exhaustion';
  const all = [{ class: errorClass, message }, ...errors.slice(0, MOST_CAUSES)];
  const isOut = all.some((error) => {
    const text = `${error.class ?? ''} ${error.message.slice(0, LONGEST)}`;
    return CODES.test(text) || TEXTS.test(text);
  });
  return isOut ? 'exhaustion' : 'error';
}
