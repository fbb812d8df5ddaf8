import type { Description, Json } from './description.ts';
import type { RawCommit, RawEntry } from './repository.ts';

export interface Account {
  login: string;
  type: 'User' | 'Bot';
}

export type Render = ReturnType<typeof createRender>;

/** Answers in GitHub's shape: the examples of its description, with what is true put in. */
export function createRender(
  description: Description,
  options: { api: string; owner: string; repo: string },
) {
  const { api, owner, repo } = options;
  const name = `${owner}/${repo}`;
  const root = `${api}/repos/${name}`;

  function example(which: string): Json {
    const text = JSON.stringify(description.example(which)).replaceAll('octocat/Hello-World', name);
    const value = JSON.parse(text) as Json | Json[];
    return (Array.isArray(value) ? value[0] : value) as Json;
  }

  function user({ login, type }: Account): Json {
    return {
      ...(example('issue-comment').user as Json),
      login,
      type,
      // An App's is the page of the App, as GitHub gives it.
      html_url: `https://github.com/${login.replace(/^(.+)\[bot\]$/, 'apps/$1')}`,
    };
  }

  function gitCommit(commit: RawCommit): Json {
    return {
      ...example('git-commit'),
      sha: commit.sha,
      url: `${root}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${root}/git/trees/${commit.tree}` },
      parents: commit.parents.map((sha) => ({
        sha,
        url: `${root}/git/commits/${sha}`,
        html_url: `https://github.com/${name}/commit/${sha}`,
      })),
    };
  }

  return {
    example,
    user,
    gitCommit,
    name,
    root,

    /** A commit as the lists of commits show it. */
    commit(commit: RawCommit): Json {
      const plain = example('commit-items');
      const { author, committer, message, tree, parents } = gitCommit(commit);
      return {
        ...plain,
        sha: commit.sha,
        url: `${root}/commits/${commit.sha}`,
        html_url: `https://github.com/${name}/commit/${commit.sha}`,
        commit: { ...(plain.commit as Json), author, committer, message, tree },
        parents,
      };
    },

    ref: (branch: string, sha: string): Json => ({
      ref: `refs/heads/${branch}`,
      node_id: Buffer.from(branch).toString('base64'),
      url: `${root}/git/refs/heads/${branch}`,
      object: { type: 'commit', sha, url: `${root}/git/commits/${sha}` },
    }),

    tree: (sha: string, entries: RawEntry[], truncated: boolean): Json => ({
      sha,
      url: `${root}/git/trees/${sha}`,
      truncated,
      tree: entries.map(({ size, ...entry }) => ({
        ...entry,
        ...(size === null ? {} : { size }),
        url: `${root}/git/${entry.type}s/${entry.sha}`,
      })),
    }),

    repository(): Json {
      // No fork and from no template; a language, which the description asks for and its own example lacks.
      const { source, parent, template_repository, ...shown } = example('full-repository-default-response');
      const owned = { ...(shown.owner as Json), login: owner };
      return { ...shown, name: repo, full_name: name, owner: owned, language: 'TypeScript' };
    },
  };
}
