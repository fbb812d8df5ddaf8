import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SutureError } from '../../domain/errors.ts';
import { INCIDENT_TRAILER, TRACE_TRAILER, TRACEPARENT } from '../../domain/pipeline.ts';

const run = promisify(execFile);

/** Neither a person's configuration nor a hook changes what is delivered. */
const UNMOVED = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

export interface BranchCommit {
  sha: string;
  subject: string;
  /** The incidents that it belongs to, from its trailers. */
  incidents: string[];
  /** The trace of the step that made it, from its trailer; absent where it names none. */
  trace?: string;
}

/** The origin repository, read only. Errors: `origin_unavailable` (retryable). */
export interface Repository {
  /** The branch's head; null while the branch does not exist. */
  head(): Promise<string | null>;
  /** What `head` has and `base` lacks, oldest first; only `head` when there is no base or it is unknown. */
  commitsBetween(base: string | null, head: string): Promise<BranchCommit[]>;
  /** Whether `descendant` is `commit` or stands on it; false when one of them is unknown. */
  contains(descendant: string, commit: string): Promise<boolean>;
  /** Puts the tree of a commit into an existing empty folder. */
  checkout(commit: string, folder: string): Promise<void>;
}

const trailer = (key: string) => `%(trailers:key=${key},valueonly,unfold,separator=%x20)`;
/** A line a commit, its fields separated by the unit separator. */
const FORMAT = ['%H', trailer(INCIDENT_TRAILER), trailer(TRACE_TRAILER), '%s'].join('%x1f');

function readCommit(line: string): BranchCommit {
  const [sha = '', incidents = '', traces = '', subject = ''] = line.split('\x1f', 4);
  const [trace = ''] = traces.split(' ');
  return {
    sha,
    subject,
    incidents: incidents.split(' ').filter(Boolean),
    ...(TRACEPARENT.test(trace) && { trace }),
  };
}

/**
 * @param gitDirectory the bare repository on disk
 * @param branch the branch that is delivered
 */
export function createRepository(
  gitDirectory: string,
  branch: string,
  gitEnvironment: Record<string, string>,
): Repository {
  async function git(
    args: string[],
    more: { env?: Record<string, string>; cwd?: string } = {},
  ): Promise<string> {
    const { stdout } = await run('git', args, {
      cwd: more.cwd ?? gitDirectory,
      env: { ...gitEnvironment, ...UNMOVED, ...more.env },
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  }
  const origin = [...NO_HOOKS, `--git-dir=${gitDirectory}`];

  /** Null when git reports that the thing does not exist; an error when the repository itself cannot be read. */
  async function ask(args: string[]): Promise<string | null> {
    try {
      return await git([...origin, ...args]);
    } catch (cause) {
      if (typeof (cause as { code?: unknown }).code === 'number' && !isMissing(cause)) return null;
      throw new SutureError(
        'origin_unavailable',
        `The origin repository ${gitDirectory} cannot be read. Check DELIVERED_REPOSITORY and that git is installed.`,
        { retryable: true, cause },
      );
    }
  }
  const isMissing = (cause: unknown) => /not a git repository/i.test(String((cause as Error).message));

  async function resolve(name: string): Promise<string | null> {
    const answer = await ask(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    return answer?.trim() || null;
  }

  return {
    head: () => resolve(`refs/heads/${branch}`),
    async commitsBetween(base, head) {
      const known = base !== null && (await resolve(base)) !== null;
      const range = known ? ['--reverse', '--topo-order', `${base}..${head}`] : ['-1', head];
      const listed = (await ask(['log', `--format=${FORMAT}`, ...range])) ?? '';
      const commits = listed.split('\n').filter(Boolean).map(readCommit);
      // A branch that was set back has nothing new, and still its head is what must run.
      return commits.length > 0 || !known ? commits : await this.commitsBetween(null, head);
    },
    async contains(descendant, commit) {
      return (await ask(['merge-base', '--is-ancestor', commit, descendant])) !== null;
    },
    async checkout(commit, folder) {
      const index = join(dirname(folder), `.index-${commit}`);
      try {
        await git([...origin, `--work-tree=${folder}`, 'checkout', '--force', '--quiet', commit, '--', '.'], {
          cwd: folder,
          env: { GIT_INDEX_FILE: index },
        });
      } finally {
        await rm(index, { force: true });
      }
    },
  };
}
