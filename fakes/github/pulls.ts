import { notFound, refusal } from './answers.ts';
import type { Json } from './description.ts';
import type { Handler } from './handlers.ts';
import type { Account, Render } from './render.ts';
import type { Repository } from './repository.ts';
import { writeTree } from './write-tree.ts';

export interface Pull {
  number: number;
  title: string;
  body: string;
  head: string;
  headSha: string;
  base: string;
  baseSha: string;
  state: 'open' | 'closed';
  by: Account;
  mergedBy: Account | null;
  mergeCommit: string | null;
  closedBy: Account | null;
  comments: { by: Account; body: string; review: boolean; at: string; role?: string; sha?: string }[];
}

const noReactions = (url: string): Json => ({
  ...{ url, total_count: 0, '+1': 0, '-1': 0 },
  ...{ laugh: 0, confused: 0, heart: 0, hooray: 0, eyes: 0, rocket: 0 },
});

/** Pull requests, with what a person does to them on the pages of GitHub. */
export function createPulls({ repository, render }: { repository: Repository; render: Render }) {
  const pulls: Pull[] = [];
  const now = () => new Date().toISOString().replace(/\.\d+/, '');

  function find(number: number | string | undefined): Pull {
    const pull = pulls.find((each) => each.number === Number(number));
    if (!pull) throw notFound();
    return pull;
  }

  function show(pull: Pull): Json {
    const whole = render.example('pull-request');
    const side = (which: 'head' | 'base', ref: string, sha: string) => ({
      ...(whole[which] as Json),
      ref,
      sha,
    });
    return {
      ...whole,
      number: pull.number,
      title: pull.title,
      body: pull.body,
      state: pull.state,
      html_url: `https://github.com/${render.name}/pull/${pull.number}`,
      user: render.user(pull.by),
      head: side('head', pull.head, pull.headSha),
      base: side('base', pull.base, pull.baseSha),
      // No reviewer is requested; the example's own team lacks fields that the description requires.
      requested_teams: [],
      requested_reviewers: [],
      draft: false,
      merged: pull.mergeCommit !== null,
      merge_commit_sha: pull.mergeCommit,
      merged_by: pull.mergedBy && render.user(pull.mergedBy),
      closed_at: pull.state === 'closed' ? now() : null,
      merged_at: pull.mergeCommit ? now() : null,
    };
  }

  function showComment({ by, body, at, role = 'COLLABORATOR' }: Pull['comments'][number]): Json {
    return {
      ...render.example('issue-comment'),
      user: render.user(by),
      body,
      author_association: role,
      created_at: at,
      updated_at: at,
    };
  }

  const handlers: Record<string, Handler> = {
    async 'pulls/list'({ query }) {
      const [head, base, state] = ['head', 'base', 'state'].map((name) => query.get(name));
      const found = pulls
        .filter((pull) => !head || `${render.name.split('/')[0]}:${pull.head}` === head)
        .filter((pull) => !base || pull.base === base)
        .filter((pull) => state === 'all' || pull.state === (state ?? 'open'))
        .reverse();
      return { status: 200, body: found.slice(0, Number(query.get('per_page') ?? 30)).map(show) };
    },

    async 'pulls/create'({ body, by }) {
      const { title, body: text = '', head, base } = body as Record<string, string>;
      const wrong = (message: string) =>
        refusal(422, 'Validation Failed', { errors: [{ resource: 'PullRequest', code: 'custom', message }] });
      if (!title || !head || !base) throw wrong('title, head and base are needed');
      const [headSha, baseSha] = await Promise.all([repository.head(head), repository.head(base)]);
      if (!headSha || !baseSha) throw wrong('head or base does not exist');
      if (pulls.some((pull) => pull.head === head && pull.state === 'open')) {
        throw wrong(`A pull request already exists for ${render.name.split('/')[0]}:${head}.`);
      }
      if ((await repository.distance(baseSha, headSha)).ahead === 0) {
        throw wrong(`No commits between ${base} and ${head}`);
      }
      const pull: Pull = {
        ...{ number: pulls.length + 1, title, body: text, head, headSha, base, baseSha, state: 'open', by },
        ...{ mergedBy: null, mergeCommit: null, closedBy: null, comments: [] },
      };
      pulls.push(pull);
      return { status: 201, body: show(pull) };
    },

    'pulls/get': async ({ params }) => ({ status: 200, body: show(find(params.pull_number)) }),

    async 'pulls/update'({ params, body, by }) {
      const pull = find(params.pull_number);
      if (typeof body.title === 'string') pull.title = body.title;
      if (typeof body.body === 'string') pull.body = body.body;
      pull.headSha = (await repository.head(pull.head)) ?? pull.headSha;
      if (body.state === 'closed' && pull.state === 'open')
        Object.assign(pull, { state: 'closed', closedBy: by });
      return { status: 200, body: show(pull) };
    },

    async 'pulls/list-reviews'({ params }) {
      const pull = find(params.pull_number);
      const reviews = pull.comments.filter(({ review }) => review);
      const shown = reviews.map(({ by, body, at, role = 'COLLABORATOR', sha = pull.headSha }) => ({
        ...render.example('pull-request-review-items'),
        ...{ user: render.user(by), body, submitted_at: at, commit_id: sha, state: 'CHANGES_REQUESTED' },
        author_association: role,
      }));
      return { status: 200, body: shown };
    },

    async 'issues/get'({ params }) {
      const pull = find(params.issue_number);
      const { number, title, body, state, closedBy } = pull;
      const issue = { number, title, body, state, user: render.user(pull.by) };
      return {
        status: 200,
        body: { ...render.example('issue'), ...issue, closed_by: closedBy && render.user(closedBy) },
      };
    },

    async 'issues/list-comments'({ params }) {
      const pull = find(params.issue_number);
      const shown = pull.comments.filter(({ review }) => !review).map((each) => showComment(each));
      return { status: 200, body: shown };
    },

    async 'issues/create-comment'({ params, body, by }) {
      const pull = find(params.issue_number);
      const comment = { by, body: String(body.body), review: false, at: now() };
      pull.comments.push(comment);
      return { status: 201, body: showComment(comment) };
    },
  };

  return {
    handlers,
    pulls,
    find,
    show,

    /** The issue and the comment that a webhook carries for the newest comment of a pull request. */
    showNewestComment(number: number): Json {
      const pull = find(number);
      const newest = pull.comments.findLast(({ review }) => !review);
      if (!newest) throw new Error(`nobody commented on pull request ${number}`);
      const url = `${render.root}/pulls/${number}`;
      const issue = {
        ...render.example('issue-with-repo-items'),
        number,
        title: pull.title,
        body: pull.body,
        state: pull.state,
        user: render.user(pull.by),
        reactions: noReactions(`${render.root}/issues/${number}/reactions`),
        pull_request: { url, html_url: String(show(pull).html_url), diff_url: url, patch_url: url },
      };
      const reactions = noReactions(`${render.root}/issues/comments/1/reactions`);
      return { issue, comment: { ...showComment(newest), performed_via_github_app: null, reactions } };
    },

    comment(number: number, by: Account, body: string, { review = false, role = 'COLLABORATOR' } = {}): void {
      const pull = find(number);
      pull.comments.push({ by, body, review, role, at: now(), sha: pull.headSha });
    },

    close(number: number, by: Account): void {
      Object.assign(find(number), { state: 'closed', closedBy: by });
    },

    /** Commits files to the branch of a pull request, as its page lets people do. @returns the new head */
    async change(number: number, by: Account, files: Record<string, string>): Promise<string> {
      const pull = find(number);
      const entries = Object.entries(files).map(([path, content]) => ({
        ...{ path, content, mode: '100644', type: 'blob' },
      }));
      const tree = await writeTree(repository, pull.headSha, entries);
      const author = { name: by.login, email: `${by.login}@users.noreply.github.com` };
      const commit = { tree, parents: [pull.headSha], message: 'Change the fix\n' };
      const head = await repository.writeCommit(commit, author);
      if (!(await repository.moveBranch(pull.head, pull.headSha, head))) throw new Error('the head moved');
      pull.headSha = head;
      return head;
    },

    /**
     * Merges as one of the three buttons does.
     * @param keepBranch whether the repository leaves the branch, as it does unless set otherwise
     * @returns the commit on the base branch
     */
    async merge(
      number: number,
      by: Account,
      method: 'merge' | 'squash' | 'rebase',
      { keepBranch = false } = {},
    ): Promise<string> {
      const pull = find(number);
      const base = (await repository.head(pull.base)) as string;
      const commit = await repository.readCommit(pull.headSha);
      if (!commit) throw new Error(`${pull.headSha} is gone`);
      const tree = await repository.mergeTree(base, pull.headSha);
      const message =
        method === 'merge'
          ? `Merge pull request #${number} from ${render.name.split('/')[0]}/${pull.head}\n\n${pull.title}\n`
          : commit.message;
      const parents = method === 'merge' ? [base, pull.headSha] : [base];
      const author = { name: by.login, email: `${by.login}@users.noreply.github.com` };
      const mergeCommit = await repository.writeCommit({ tree, parents, message }, author);
      if (!(await repository.moveBranch(pull.base, base, mergeCommit))) throw new Error('the base moved');
      if (!keepBranch) await repository.moveBranch(pull.head, null, null);
      Object.assign(pull, { state: 'closed', mergeCommit, mergedBy: by, closedBy: by });
      return mergeCommit;
    },
  };
}
