import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { SutureError } from '../../domain/errors.ts';

/** Who makes Suture's commits. */
const IDENTITY = { name: 'Suture', email: 'suture@localhost' };

/** The oldest git with `merge-tree --write-tree`. https://github.com/git/git/blob/master/Documentation/RelNotes/2.38.0.txt */
export const OLDEST_GIT = '2.38';

/** What git needs of a program's environment. The rest holds secrets, and perhaps a hook's own repository. */
const NEEDED = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH', 'GIT_EXEC_PATH'];

type Environment = Record<string, string | undefined>;

export interface GitOptions {
  env?: Record<string, string>;
  input?: string;
  cwd?: string;
  /** Keeps the final newline of the output, for the text of a file. */
  keepNewline?: boolean;
  /** How the bytes of the output become text; `latin1` keeps one character for each byte. UTF-8 unless given. */
  encoding?: 'utf8' | 'latin1';
}

export interface GitResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs git on one repository. */
export interface Git {
  readonly repository: string;
  /** The result with any exit code. @throws SutureError `code_host_unavailable` when git cannot be run at all. */
  attempt(args: string[], options?: GitOptions): Promise<GitResult>;
  /** The output. @throws SutureError `code_host_unavailable` (retryable) when git fails. */
  run(args: string[], options?: GitOptions): Promise<string>;
}

/**
 * git on a bare repository, free of the user's and the machine's configuration, so that it behaves the same everywhere.
 * @param repository absolute path.
 * @param environment of the program, of which git gets only what it needs
 */
export function openGit(repository: string, environment: Environment): Git {
  const env = {
    ...Object.fromEntries(NEEDED.map((name) => [name, environment[name]])),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: IDENTITY.name,
    GIT_AUTHOR_EMAIL: IDENTITY.email,
    GIT_COMMITTER_NAME: IDENTITY.name,
    GIT_COMMITTER_EMAIL: IDENTITY.email,
    LC_ALL: 'C',
  };
  const base = ['-c', 'safe.directory=*', '-c', 'core.quotePath=false', `--git-dir=${repository}`];

  async function attempt(args: string[], options: GitOptions = {}): Promise<GitResult> {
    const result = await execa('git', [...base, ...args], {
      cwd: options.cwd ?? '/',
      env: { ...env, ...options.env },
      extendEnv: false,
      input: options.input ?? '',
      reject: false,
      stripFinalNewline: !options.keepNewline,
      encoding: options.encoding ?? 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (result.exitCode === undefined) {
      throw unavailable(`git could not be run: ${result.originalMessage ?? result.message}`, result);
    }
    return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  }

  async function run(args: string[], options?: GitOptions): Promise<string> {
    const { code, stdout, stderr } = await attempt(args, options);
    if (code !== 0) throw unavailable(`git ${args[0]} failed in ${repository}: ${stderr || `exit ${code}`}`);
    return stdout;
  }

  return { repository, attempt, run };
}

/** The error for a git, or a repository, that does not work. */
export function unavailable(what: string, cause?: unknown): SutureError {
  return new SutureError(
    'code_host_unavailable',
    `${what}. Check that git ${OLDEST_GIT} or newer is installed and that the service is attached with the path of a bare repository.`,
    { retryable: true, cause },
  );
}

/** A private index for the time of `work`, so that the repository is not locked. */
export async function withPrivateIndex<T>(work: (env: { GIT_INDEX_FILE: string }) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-index-'));
  try {
    return await work({ GIT_INDEX_FILE: join(folder, 'index') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
