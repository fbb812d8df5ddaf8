// Reads from git which commits a rollout takes in, and which incidents they fix.
import { execFileSync } from 'node:child_process';

/** The trailer by which Suture ties a commit to its incident. */
const TRAILER = 'Suture-Incident';

/** Null when git fails. */
function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/**
 * The range of commits that `head` has and the live release has not. A run that a later push cancelled leaves its
 * commits to the next run, so the range starts at the live release; if that is unknown, at the start of the push.
 * @param {string} head commit that is rolled out
 * @param {(string | null | undefined)[]} bases where the range may start; the first that is an ancestor of `head` counts
 * @returns {string[]} arguments for `git log`; only `head` itself when no base is an ancestor
 */
export function rangeSince(head, bases) {
  const isAncestor = (base) => git('merge-base', '--is-ancestor', base, head) !== null;
  const base = bases.find((one) => /^[0-9a-f]{40}$/.test(one ?? '') && one !== head && isAncestor(one));
  return base ? [`${base}..${head}`] : ['-1', head];
}

/**
 * The incidents that the trailers of these commits name, each once.
 * @param {string[]} range as `rangeSince` returns it
 * @throws Error when git does not know the range
 */
export function incidentsOf(range) {
  const format = `--format=%(trailers:key=${TRAILER},valueonly,separator=%x0A)`;
  const values = git('log', format, ...range);
  if (values === null) {
    throw new Error(`git does not know ${range.join(' ')}. Check the commit out with its history.`);
  }
  // Anybody who may push can write a trailer; only an incident's id is passed on.
  return [...new Set(values.split('\n').filter((value) => /^[A-Z]{1,20}-\d{1,20}$/.test(value)))].slice(
    0,
    1_000,
  );
}
