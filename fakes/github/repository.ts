import { execa, type Options } from 'execa';

export interface RawCommit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

export interface Person {
  name: string;
  email: string;
  /** ISO 8601. */
  date: string;
}

export interface RawEntry {
  path: string;
  mode: string;
  type: string;
  sha: string;
  size: number | null;
}

export type Repository = ReturnType<typeof openRepository>;

const ZERO = '0'.repeat(40);

/** The real bare repository behind the stand-in. Every answer is read from it, every write goes to it. */
export function openRepository(folder: string) {
  const base = ['-c', 'safe.directory=*', '-c', 'core.quotePath=false', `--git-dir=${folder}`];
  const clean = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };

  async function attempt(args: string[], options: Options = {}) {
    const env = { ...clean, ...options.env };
    const result = await execa('git', [...base, ...args], { ...options, env, reject: false });
    return { ok: result.exitCode === 0, stdout: String(result.stdout), stderr: String(result.stderr) };
  }

  async function run(args: string[], options: Options = {}): Promise<string> {
    const { ok, stdout, stderr } = await attempt(args, options);
    if (!ok) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async function bytes(args: string[], input = ''): Promise<Buffer> {
    const result = await execa('git', [...base, ...args], {
      input,
      env: clean,
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    return Buffer.from(result.stdout);
  }

  async function typeOf(sha: string): Promise<string | null> {
    if (!/^[0-9a-f]{40}$/.test(sha)) return null;
    const found = await attempt(['cat-file', '-t', sha]);
    return found.ok ? found.stdout : null;
  }

  /** All in one process; null for an id that is not a commit. */
  async function readCommits(shas: string[]): Promise<(RawCommit | null)[]> {
    const input = shas.map((sha) => `${sha}\n`).join('');
    let rest = await bytes(['cat-file', '--batch'], input);
    return shas.map((sha) => {
      const line = rest.indexOf('\n');
      const [, type, size] = rest.subarray(0, line).toString().split(' ');
      const end = line + 1 + (size === undefined ? 0 : Number(size) + 1);
      const text = rest.subarray(line + 1, Math.max(line + 1, end - 1)).toString();
      rest = rest.subarray(end);
      return type === 'commit' ? parseCommit(sha, text) : null;
    });
  }

  async function readCommit(sha: string): Promise<RawCommit | null> {
    if (!/^[0-9a-f]{40}$/.test(sha)) return null;
    return (await readCommits([sha]))[0] ?? null;
  }

  return {
    folder,
    run,
    typeOf,
    readCommit,

    async head(branch: string): Promise<string | null> {
      const found = await attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
      return found.ok ? found.stdout : null;
    },

    async standsOn(descendant: string, commit: string): Promise<boolean> {
      return (await attempt(['merge-base', '--is-ancestor', commit, descendant])).ok;
    },

    /** Moves, makes (`from` null) or deletes (`to` null) a branch, unless it is not where it should be. */
    async moveBranch(branch: string, from: string | null, to: string | null): Promise<boolean> {
      const ref = `refs/heads/${branch}`;
      const args = to ? ['update-ref', ref, to, from ?? ZERO] : ['update-ref', '-d', ref, from ?? ''];
      return (await attempt(args)).ok;
    },

    async commits(branch: string, skip: number, count: number): Promise<RawCommit[]> {
      const listed = await run(['rev-list', `--skip=${skip}`, `--max-count=${count}`, branch, '--']);
      const found = await readCommits(listed.split('\n').filter(Boolean));
      return found.filter((commit) => commit !== null);
    },

    async entries(sha: string, recursive: boolean): Promise<RawEntry[]> {
      const listed = await run(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha]);
      return listed.split('\0').flatMap((line) => {
        const match = /^(\d+) (\w+) ([0-9a-f]{40}) +(\d+|-)\t(.+)$/s.exec(line);
        if (!match) return [];
        const [, mode = '', type = '', id = '', size = '-', path = ''] = match;
        return [{ mode, type, sha: id, size: size === '-' ? null : Number(size), path }];
      });
    },

    blob: (sha: string): Promise<Buffer> => bytes(['cat-file', 'blob', sha]),

    async writeBlob(content: Buffer): Promise<string> {
      return run(['hash-object', '-w', '--stdin', '--no-filters'], { input: content });
    },

    async writeCommit(
      commit: { tree: string; parents: string[]; message: string },
      author: Omit<Person, 'date'>,
    ): Promise<string> {
      const parents = commit.parents.flatMap((parent) => ['-p', parent]);
      const env = {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      };
      return run(['commit-tree', commit.tree, ...parents, '-F', '-'], { input: commit.message, env });
    },

    /** How many commits each side has that the other has not. */
    async distance(
      base: string,
      head: string,
    ): Promise<{ behind: number; ahead: number; mergeBase: string }> {
      const counted = await run(['rev-list', '--left-right', '--count', `${base}...${head}`]);
      const [behind = 0, ahead = 0] = counted.split('\t').map(Number);
      return { behind, ahead, mergeBase: await run(['merge-base', base, head]) };
    },

    /** The tree of both merged. @throws when they conflict */
    async mergeTree(base: string, head: string): Promise<string> {
      return (await run(['merge-tree', '--write-tree', '--no-messages', base, head])).split(
        '\n',
      )[0] as string;
    },

    archive: (commit: string, prefix: string): Promise<Buffer> =>
      bytes(['archive', '--format=tar.gz', `--prefix=${prefix}/`, commit]),
  };
}

function parseCommit(sha: string, text: string): RawCommit {
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end).split('\n');
  const all = (name: string) =>
    head.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  return {
    sha,
    tree: all('tree')[0] as string,
    parents: all('parent'),
    author: personOf(all('author')[0] as string),
    committer: personOf(all('committer')[0] as string),
    message: text.slice(end + 2),
  };
}

function personOf(text: string): Person {
  const match = /^(.*) <(.*)> (\d+) /.exec(text);
  const [, name = '', email = '', seconds = '0'] = match ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000', '') };
}
