import { expect, it } from 'vitest';
import { blame, type Neighbour } from './blame.ts';

const database: Neighbour = {
  name: 'DATABASE_URL (db.internal:5432)',
  host: 'db.internal',
  port: 5432,
  kind: 'postgres',
  url: 'postgres://db.internal/shop',
};
const cause = (stage: string, how: string, text = '') => blame({ stage, how, text }, [database]).cause;

it.each([
  ['test', 'signal SIGKILL', ''],
  ['build', 'signal SIGTERM', ''],
  ['check', 'exit code 137', 'sh: line 1: Killed'],
  ['start', 'signal SIGKILL', ''],
  ['start', 'exit code 0', ''],
  ['checkout', 'signal SIGKILL', ''],
  ['build', 'exit code 1', "Error: ENOSPC: no space left on device, write 'dist/app.js'"],
  ['checkout', '', 'fatal: sha1 file write error: No space left on device'],
  ['checkout', '', "EIO: i/o error, copyfile 'package.json'"],
  ['test', 'exit code 1', 'Error: spawn node EAGAIN'],
  ['test', 'exit code 1', 'fork: Cannot allocate memory'],
  ['start', 'exit code 1', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:4100'],
  ['migrate', 'exit code 1', 'error: the database system is starting up'],
  ['migrate', 'exit code 1', 'terminating connection due to administrator command'],
  ['migrate', 'exit code 1', 'code: 57P01'],
  ['migrate', 'exit code 1', 'sorry, too many clients already'],
  ['start', 'exit code 1', 'Error: connect ECONNREFUSED 10.0.0.7:5432'],
  ['start', 'exit code 1', 'Error: getaddrinfo ENOTFOUND db.internal'],
  ['checkout', 'exit code 1', 'npm error code EAI_AGAIN'],
  ['checkout', 'exit code 1', 'npm error network ETIMEDOUT'],
  ['checkout', 'exit code 1', 'npm error code E503'],
])('holds the surroundings to be at fault when %s ends with "%s": %s', (stage, how, text) => {
  expect(cause(stage, how, text)).toBe('surroundings');
});

it.each([
  ['build', 'exit code 1', 'src/app.ts(3,1): error TS2304'],
  ['test', 'exit code 1', '1 test failed'],
  ['test', 'took longer than 600 s', ''],
  ['start', 'exit code 3', 'TypeError: x is not a function'],
  ['start', 'signal SIGSEGV', ''],
  ['start', 'signal SIGABRT', 'FATAL ERROR: JavaScript heap out of memory'],
  ['start', '', 'The release was not up within 20 s (/up answered 500).'],
  ['start', 'exit code 1', 'Error: connect ECONNREFUSED 127.0.0.1:9999'],
  ['migrate', 'exit code 1', 'relation "notes" already exists'],
  ['build', 'exit code 0', ''],
  ['checkout', 'exit code 1', 'npm error code E404'],
  ['checkout', '', 'suture.yaml cannot be read'],
  ['build', 'exit code 1', 'npm error code E503'],
])('holds the commit to be at fault when %s ends with "%s": %s', (stage, how, text) => {
  expect(cause(stage, how, text)).toBe('commit');
});

it('holds the commit to be at fault when its release ends without an error at each try', () => {
  expect(blame({ stage: 'start', how: 'exit code 0', text: '' }, []).atLast).toBe('commit');
});
