import { type Answer, notFound, refusal } from './answers.ts';
import type { Json } from './description.ts';
import type { Account, Render } from './render.ts';
import type { RawCommit, Repository } from './repository.ts';
import { type TreeInput, writeTree } from './write-tree.ts';

export interface Asked {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Json;
  /** Who asks. */
  by: Account;
}

export type Handler = (asked: Asked) => Promise<Answer>;

export interface HandlerParts {
  repository: Repository;
  render: Render;
  /** The address of an archive that needs no credentials. */
  archiveUrl(commit: string): string;
  /** Lists longer than this are cut, as GitHub cuts them at 100,000 entries. */
  mostEntries(): number;
}

/** The operations on the repository's data, by the name that GitHub's description gives them. */
export function createGitHandlers(parts: HandlerParts): Record<string, Handler> {
  const { repository, render } = parts;
  const param = (asked: Asked, name: string) => asked.params[name] as string;

  async function commitOr404(sha: string): Promise<RawCommit> {
    const commit = await repository.readCommit(sha);
    if (!commit) throw notFound();
    return commit;
  }

  /** A branch of `heads/…`, or a commit's id. */
  async function resolve(reference: string): Promise<string | null> {
    if (await repository.readCommit(reference)) return reference;
    return repository.head(reference);
  }

  const branchOf = (ref: string) => ref.replace(/^(refs\/)?heads\//, '');

  return {
    'repos/get': async () => ({ status: 200, body: render.repository() }),

    async 'git/get-ref'(asked) {
      const branch = branchOf(param(asked, 'ref'));
      const sha = await repository.head(branch);
      if (!sha) throw notFound();
      return { status: 200, body: render.ref(branch, sha) };
    },

    async 'git/create-ref'({ body }) {
      const { ref, sha } = body as { ref: string; sha: string };
      if (!ref.startsWith('refs/')) throw refusal(422, `${ref} is not a valid ref name`);
      if (!(await repository.readCommit(sha))) throw refusal(422, 'Object does not exist');
      const made = await repository.moveBranch(branchOf(ref), null, sha);
      if (!made) throw refusal(422, 'Reference already exists');
      return { status: 201, body: render.ref(branchOf(ref), sha) };
    },

    async 'git/update-ref'(asked) {
      const branch = branchOf(param(asked, 'ref'));
      const { sha, force } = asked.body as { sha: string; force?: boolean };
      const from = await repository.head(branch);
      if (!from) throw refusal(422, 'Reference does not exist');
      if (!(await repository.readCommit(sha))) throw refusal(422, 'Object does not exist');
      if (!force && !(await repository.standsOn(sha, from)))
        throw refusal(422, 'Update is not a fast forward');
      // Another request may have been quicker.
      if (!(await repository.moveBranch(branch, from, sha))) throw refusal(409, 'Conflict');
      return { status: 200, body: render.ref(branch, sha) };
    },

    async 'git/delete-ref'(asked) {
      const gone = await repository.moveBranch(branchOf(param(asked, 'ref')), null, null);
      if (!gone) throw refusal(422, 'Reference does not exist');
      return { status: 204 };
    },

    async 'git/get-commit'(asked) {
      return { status: 200, body: render.gitCommit(await commitOr404(param(asked, 'commit_sha'))) };
    },

    async 'git/create-commit'({ body, by }) {
      const { message, tree, parents } = body as { message: string; tree: string; parents: string[] };
      if ((await repository.typeOf(tree)) !== 'tree') throw refusal(422, 'Tree SHA does not exist');
      for (const parent of parents) {
        if (!(await repository.readCommit(parent)))
          throw refusal(422, 'Parent SHA does not exist or is not a commit object');
      }
      const author = { name: by.login, email: `${by.login}@users.noreply.github.com` };
      const sha = await repository.writeCommit({ message, tree, parents }, author);
      return { status: 201, body: render.gitCommit(await commitOr404(sha)) };
    },

    async 'git/get-tree'(asked) {
      const sha = param(asked, 'tree_sha');
      const type = await repository.typeOf(sha);
      if (type !== 'tree' && type !== 'commit') throw notFound();
      const entries = await repository.entries(sha, asked.query.has('recursive'));
      const most = parts.mostEntries();
      return { status: 200, body: render.tree(sha, entries.slice(0, most), entries.length > most) };
    },

    async 'git/create-tree'({ body }) {
      const { base_tree: base, tree } = body as { base_tree?: string; tree: TreeInput[] };
      if (base && !(await repository.typeOf(base))) throw notFound();
      const sha = await writeTree(repository, base, tree);
      return { status: 201, body: render.tree(sha, await repository.entries(sha, false), false) };
    },

    async 'git/get-blob'(asked) {
      const sha = param(asked, 'file_sha');
      if ((await repository.typeOf(sha)) !== 'blob') throw notFound();
      const content = await repository.blob(sha);
      const body = {
        sha,
        node_id: sha,
        size: content.byteLength,
        url: `${render.root}/git/blobs/${sha}`,
        // GitHub breaks the lines, as MIME does.
        content: `${content.toString('base64').replace(/.{60}/g, '$&\n')}\n`,
        encoding: 'base64',
      };
      return { status: 200, body };
    },

    async 'git/create-blob'({ body }) {
      const { content, encoding = 'utf-8' } = body as { content: string; encoding?: 'utf-8' | 'base64' };
      const sha = await repository.writeBlob(Buffer.from(content, encoding));
      return { status: 201, body: { sha, url: `${render.root}/git/blobs/${sha}` } };
    },

    async 'repos/list-commits'({ query }) {
      const start = await resolve(query.get('sha') ?? 'main');
      if (!start) throw notFound();
      const perPage = Number(query.get('per_page') ?? 30);
      const page = Number(query.get('page') ?? 1);
      const commits = await repository.commits(start, (page - 1) * perPage, perPage);
      return { status: 200, body: commits.map(render.commit) };
    },

    async 'repos/compare-commits-with-basehead'(asked) {
      const [from = '', to = ''] = param(asked, 'basehead').split('...');
      const [base, head] = await Promise.all([resolve(from), resolve(to)]);
      if (!base || !head) throw notFound();
      const { ahead, behind, mergeBase } = await repository.distance(base, head);
      const status = ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical';
      const body = {
        ...render.example('commit-comparison'),
        status,
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        base_commit: render.commit(await commitOr404(base)),
        merge_base_commit: render.commit(await commitOr404(mergeBase)),
        commits: [],
        files: [],
      };
      return { status: 200, body };
    },

    async 'repos/download-tarball-archive'(asked) {
      const commit = await resolve(param(asked, 'ref'));
      if (!commit) throw notFound();
      return { status: 302, headers: { location: parts.archiveUrl(commit) } };
    },
  };
}
