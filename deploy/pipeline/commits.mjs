// What a rollout takes in: the commits since the live release, read from git and never from the event's text.
import { execFileSync } from 'node:child_process';

/** Null when git says no. */
function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/**
 * The subjects of the commits that `head` has and what is live has not. Runs that a later push cancelled left theirs
 * to this one, so the release that is live decides where to begin, then the push, then only the head counts.
 * @param {string} head commit that is rolled out
 * @param {(string | null | undefined)[]} bases where to begin, the first that `head` stands on
 * @returns {string[]} newest first
 */
export function subjectsSince(head, bases) {
  const standsOn = (base) => git('merge-base', '--is-ancestor', base, head) !== null;
  const base = bases.find((one) => /^[0-9a-f]{40}$/.test(one ?? '') && one !== head && standsOn(one));
  const range = base ? [`${base}..${head}`] : ['-1', head];
  const subjects = git('log', '--format=%s', ...range);
  if (subjects === null) throw new Error(`git knows no commit ${head} here. Check it out with its history.`);
  return subjects.split('\n');
}

/** The fault codes that subjects such as `[FAULT:FAULT_X] …` name, each once. */
export function faultCodesOf(subjects) {
  const codes = subjects.flatMap((subject) =>
    [...subject.matchAll(/\[FAULT:([A-Z0-9_]+)\]/g)].map((match) => match[1]),
  );
  return [...new Set(codes)];
}

/** Whether every commit heals or resets, so that the app alone has changed. */
export function changeOnlyTheApp(subjects) {
  return subjects.every((subject) => /\[(FAULT:[A-Z0-9_]+|RESET)\]/.test(subject));
}
