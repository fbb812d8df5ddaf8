import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SutureError } from '../../domain/errors.ts';
import { TRACE_TRAILER, TRACEPARENT } from '../../domain/pipeline.ts';

const run = promisify(execFile);

/** Neither a person's configuration nor a hook has a say in what is delivered. */
const UNMOVED = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

export interface BranchCommit {
  sha: string;
  subject: string;
  /** The trace of the step that made it, from its trailer; absent where it names none. */
  trace?: string;
}

/** The origin repository, read only. Errors: `origin_unavailable` (retryable). */
export interface Repository {
  /** The branch's head; null while the branch does not exist. */
  head(): Promise<string | null>;
  /** What `head` has and `base` has not, oldest first; only `head` when there is no base or it is unknown. */
  commitsBetween(base: string | null, head: string): Promise<BranchCommit[]>;
  /** Whether `descendant` is `commit` or stands on it; false when one of them is unknown. */
  contains(descendant: string, commit: string): Promise<boolean>;
  /** Puts the tree of a commit into an existing empty folder. */
  checkout(commit: string, folder: string): Promise<void>;
  /** Applies what a commit changed, against its first parent, to a folder; false when it does not fit there. */
  applyPatch(commit: string, folder: string): Promise<boolean>;
}

/** Its first words only: git writes nothing there for a commit without the trailer. */
const TRACE = `%(trailers:key=${TRACE_TRAILER},valueonly,unfold,separator=%x20)`;

function readCommit(line: string): BranchCommit {
  const [names = '', subject = ''] = line.split('\x1f', 2);
  const [sha = '', trace = ''] = names.split(' ');
  return { sha, subject, ...(TRACEPARENT.test(trace) && { trace }) };
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

  /** Null when git says that there is no such thing; an error when the repository itself cannot be read. */
  async function ask(args: string[]): Promise<string | null> {
    try {
      return await git([...origin, ...args]);
    } catch (cause) {
      if (typeof (cause as { code?: unknown }).code === 'number' && !isMissing(cause)) return null;
      throw new SutureError(
        'origin_unavailable',
        `The origin repository ${gitDirectory} cannot be read. Check ORIGIN_REPOSITORY and that git is installed.`,
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
      const listed = (await ask(['log', `--format=%H ${TRACE}%x1f%s`, ...range])) ?? '';
      const commits = listed.split('\n').filter(Boolean).map(readCommit);
      // A branch that was set back: nothing is new, and still the head is what shall run.
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
    async applyPatch(commit, folder) {
      const patch = await ask([
        'diff-tree',
        '-p',
        '--binary',
        '--full-index',
        '--root',
        '-m',
        '--first-parent',
        commit,
      ]);
      if (patch === null) return false;
      return applyText(patch.slice(patch.indexOf('\n') + 1), folder, gitEnvironment);
    },
  };
}

/** `git apply` outside any repository: the folder may lie in the work tree of another one. */
function applyText(patch: string, folder: string, environment: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['apply', '--whitespace=nowarn', '-'],
      { cwd: folder, env: { ...environment, ...UNMOVED, GIT_CEILING_DIRECTORIES: dirname(folder) } },
      (error) => resolve(error === null),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(patch);
  });
}
