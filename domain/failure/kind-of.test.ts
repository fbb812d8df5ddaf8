import { expect, it } from 'vitest';
import { Recording } from '../recording.ts';
import { kindOf } from './kind-of.ts';

function reported(errorClass: string | null, message: string, more: Partial<Recording> = {}): Recording {
  return Recording.parse({
    ...{ service: 'shop', key: 'a', route: '/', reason: 'x', logLine: '', latencyMs: 0 },
    ...{ at: '2026-11-29T10:00:00.000Z', errorClass, message, ...more },
  });
}

it.each([
  ['Error', 'timeout exceeded when trying to connect'],
  ['error', 'sorry, too many clients already'],
  ['53300', 'sorry'],
  ['error', 'remaining connection slots are reserved for roles with the SUPERUSER attribute'],
  ['KnexTimeoutError', 'Knex: Timeout acquiring a connection. The pool is probably full.'],
  ['PrismaClientKnownRequestError', 'Timed out fetching a new connection from the connection pool.'],
  ['SequelizeConnectionAcquireTimeoutError', 'Operation timeout'],
  ['TimeoutError', 'ResourceRequest timed out'],
  ['MongoWaitQueueTimeoutError', 'Timed out while checking out a connection'],
  ['Error', 'Too many connections'],
  ['ReplyError', 'ERR max number of clients reached'],
  ['Error', "EMFILE: too many open files, open '/tmp/a'"],
  ['Error', 'connect EADDRNOTAVAIL 10.0.0.1:5432 - Local (0.0.0.0:0)'],
  ['Error', 'Queue limit reached.'],
  ['RangeError', 'Array buffer allocation failed'],
])('takes %s: %s for exhaustion', (errorClass, message) => {
  expect(kindOf(reported(errorClass, message))).toBe('exhaustion');
});

it.each([
  ['TypeError', "Cannot read properties of undefined (reading 'pool')"],
  ['Error', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['Error', 'The connection was closed'],
  ['PoolError', 'the pool is empty of water'],
])('takes %s: %s for an error', (errorClass, message) => {
  expect(kindOf(reported(errorClass, message))).toBe('error');
});

it('looks at the causes, and leaves what the sender knows better', () => {
  const cause = { class: 'Error', message: 'connect EMFILE 10.0.0.1:80', stack: null, handled: null };
  expect(kindOf(reported('TypeError', 'fetch failed', { errors: [cause] }))).toBe('exhaustion');
  expect(kindOf(reported('Error', 'too many connections', { kind: 'crash' }))).toBe('crash');
});
