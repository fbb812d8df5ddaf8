import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { CommitSha } from '../../domain/pipeline.ts';
import type { Delivery } from '../../domain/ports/delivery.ts';
import { connectGitHub, type GitHubOptions } from '../code-host/github/client.ts';
import { askLiveBuild, type RunningService } from './ask-live-build.ts';

export interface GitHubActionsOptions {
  running: RunningService;
  /** May read Actions and contents of the repository. */
  github: GitHubOptions;
  /** File name below `.github/workflows/` of the workflow that delivers. */
  workflow: string;
  /** The branch that is delivered. */
  branch: string;
}

type Outcome = Awaited<ReturnType<Delivery['outcome']>>;
type Run =
  RestEndpointMethodTypes['actions']['listWorkflowRuns']['response']['data']['workflow_runs'][number];

/** How long all requests for one question may take together, in milliseconds. */
const ASK_TIMEOUT_MS = 15_000;
/**
 * A run that ended so has not judged its commit: GitHub cancels what waits in a concurrency group when a later push comes, and
 * a runner may be lost, late, or not start at all.
 */
const NO_JUDGEMENT = [
  'cancelled',
  'skipped',
  'stale',
  'neutral',
  'timed_out',
  'startup_failure',
  'action_required',
];

/**
 * Asks GitHub Actions how its runs ended, and the service which commit it runs. A server that does not answer is not an
 * error: the result is `null`, or `unknown` with the reason as detail.
 */
export function createGitHubActionsDelivery(options: GitHubActionsOptions): Delivery {
  const { running, github, branch, workflow } = options;
  const repository = { owner: github.owner, repo: github.repo };
  let client: Promise<Octokit> | undefined;
  const octokit = () => {
    client ??= connectGitHub(github);
    return client;
  };
  const liveBuild = () => askLiveBuild(running);

  /** Newest first. */
  async function listRuns(more: { head_sha?: string }, request: { signal: AbortSignal }): Promise<Run[]> {
    const { actions } = (await octokit()).rest;
    const asked = { ...repository, workflow_id: workflow, branch, per_page: 30, ...more, request };
    return (await actions.listWorkflowRuns(asked)).data.workflow_runs;
  }

  /** The commit and those of the branch after it; null when the branch does not hold it. */
  async function commitsFrom(
    commit: string,
    request: { signal: AbortSignal },
  ): Promise<ReadonlySet<string> | null> {
    const { repos } = (await octokit()).rest;
    const asked = { ...repository, basehead: `${commit}...${branch}`, per_page: 100, request };
    const { status, commits } = (await repos.compareCommitsWithBasehead(asked)).data;
    if (status !== 'ahead' && status !== 'identical') return null;
    return new Set([commit, ...commits.map(({ sha }) => sha)]);
  }

  async function judgement(run: Run, request: { signal: AbortSignal }): Promise<Outcome | null> {
    const runUrl = run.html_url;
    if (run.status !== 'completed') return { status: 'pending', runUrl, detail: '' };
    if (run.conclusion === 'success') return { status: 'success', runUrl, detail: '' };
    if (NO_JUDGEMENT.includes(run.conclusion ?? '')) return null;
    const { detail, isJudged } = await whatFailed(run, request);
    return isJudged ? { status: 'failure', runUrl, detail } : null;
  }

  /** A job that failed without a step that failed lost its runner. */
  async function whatFailed(
    run: Run,
    request: { signal: AbortSignal },
  ): Promise<{ detail: string; isJudged: boolean }> {
    const { actions } = (await octokit()).rest;
    const { data } = await actions.listJobsForWorkflowRun({ ...repository, run_id: run.id, request });
    const failed = data.jobs.filter(
      ({ conclusion }) => conclusion && !['success', 'skipped'].includes(conclusion),
    );
    const named = failed.map(({ name, steps, conclusion }) => {
      const step = steps?.find((one) => one.conclusion === 'failure');
      return step ? `job ${name}, step "${step.name}"` : `job ${name} (${conclusion})`;
    });
    const detail = `Run ${run.run_number} of ${workflow} ended with ${run.conclusion}: ${named.join('; ') || 'GitHub names no failed job'}.`;
    const isJudged = failed.some(({ steps }) => steps?.some(({ conclusion }) => conclusion === 'failure'));
    return { detail, isJudged };
  }

  async function outcomeOf(commit: string): Promise<Outcome> {
    const request = { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) };
    const own = await listRuns({ head_sha: commit }, request);
    for (const run of own) {
      const judged = await judgement(run, request);
      if (judged) return judged;
    }
    // One push of several commits has one run, for the last; and a later push takes over what still waits.
    const from = await commitsFrom(commit, request);
    if (!from) return unknown(`${branch} does not hold ${commit}.`);
    const live = await liveBuild();
    const runUrl = own[0]?.html_url ?? null;
    if (live && from.has(live)) return { status: 'success', runUrl, detail: '' };
    for (const run of await listRuns({}, request)) {
      const judged = from.has(run.head_sha) ? await judgement(run, request) : null;
      if (judged) return judged;
    }
    const [ended] = own;
    if (!ended) return { status: 'pending', runUrl, detail: '' };
    // Not the commit's fault: somebody may run it again until the deadline.
    const detail = `Run ${ended.run_number} of ${workflow} ended with ${ended.conclusion} and says nothing about the commit; run it again.`;
    return { status: 'pending', runUrl, detail };
  }

  return {
    name: 'github-actions',
    liveBuild,
    // GitHub takes a commit live, and does not see what is asked of it.
    served: async () => null,
    async outcome(commit) {
      if (!CommitSha.safeParse(commit).success) return unknown(`${commit} is not a full commit id.`);
      try {
        return await outcomeOf(commit);
      } catch (error) {
        return unknown(whyNot(error, github, workflow));
      }
    },
  };
}

function unknown(detail: string): Outcome {
  return { status: 'unknown', runUrl: null, detail };
}

/** What GitHub's refusal means, and what to do about it. */
function whyNot(error: unknown, { baseUrl, owner, repo }: GitHubOptions, workflow: string): string {
  const { status, message } = error as { status?: number; message?: string };
  if (status === 404) {
    return `GitHub does not know the commit or the workflow ${workflow} of ${owner}/${repo}, or the token may not read it.`;
  }
  if (status === 401 || status === 403 || status === 429) {
    return `GitHub refused the request (${status}: ${message}). The token needs read access to Actions and contents of ${owner}/${repo}, and calls left in its rate limit.`;
  }
  return `GitHub at ${baseUrl} does not answer: ${message ?? error}.`;
}
