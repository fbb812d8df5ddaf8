import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

export interface RunState {
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'startup_failure' | 'stale' | null;
}

/** A run goes from state to state, one each time that it is listed; one that ends well is live then. */
export interface Run {
  sha: string;
  states: [RunState, ...RunState[]];
  /** Its job ends without a step that failed. */
  losesRunner?: boolean;
}

/** GitHub's REST API for Actions and comparisons, and behind another port the service that its runs deploy. */
export interface ActionsStandIn {
  apiUrl: string;
  serviceUrl: string;
  /** The branch, oldest first. */
  commits: string[];
  /** Oldest first. */
  runs: Run[];
  live: string | null;
  /** Requests that the API got, `GET /repos/…`. */
  requests: string[];
  /** Every answer of the API from now on, in place of the real one. */
  refuse(status: number, message: string): void;
  close(): Promise<void>;
}

export const TOKEN = 'ghp_of_the_tests';

let read: Record<string, { value: Json }> | null = null;

/** The examples of GitHub's published description of its REST API, which has megabytes and is read once. */
function readExamples(): Record<string, { value: Json }> {
  read ??= readDescription().components.examples;
  return read;
}

function readDescription(): { components: { examples: Record<string, { value: Json }> } } {
  const folder = createRequire(import.meta.url).resolve('@octokit/openapi/package.json');
  return JSON.parse(readFileSync(folder.replace('package.json', 'generated/api.github.com.json'), 'utf8'));
}

/**
 * Answers with the examples of GitHub's own description, in which only the values of the state are replaced. A request
 * that it does not know is answered as GitHub does, 404.
 */
export async function startActionsStandIn(repository: string, workflow: string): Promise<ActionsStandIn> {
  const examples = readExamples();
  const example = (name: string) => structuredClone(examples[name]?.value as Json);
  const runExample = (example('workflow-run-paginated').workflow_runs as Json[])[0] as Json;
  const jobExample = (example('job-paginated').jobs as Json[])[0] as Json;
  const commitExample = (example('commit-comparison').commits as Json[])[0] as Json;
  let refusal: { status: number; message: string } | null = null;

  const show = (run: Run, index: number): Json => {
    if (run.states.length > 1) {
      run.states.shift();
      if (run.states[0].conclusion === 'success') standIn.live = run.sha;
    }
    return {
      ...structuredClone(runExample),
      ...run.states[0],
      id: 1000 + index,
      run_number: index + 1,
      head_branch: 'main',
      head_sha: run.sha,
      html_url: `https://github.com/${repository}/actions/runs/${1000 + index}`,
    };
  };

  function answer(path: string, query: URLSearchParams): Json | null {
    if (path === `/repos/${repository}/actions/workflows/${workflow}/runs`) {
      const wanted = query.get('head_sha');
      const found = standIn.runs
        .flatMap((run, index) => (wanted === null || run.sha === wanted ? [show(run, index)] : []))
        .reverse();
      return { total_count: found.length, workflow_runs: found };
    }
    const jobsOf = new RegExp(`^/repos/${repository}/actions/runs/(\\d+)/jobs$`).exec(path);
    if (jobsOf) {
      const run = standIn.runs[Number(jobsOf[1]) - 1000];
      return run ? { total_count: 1, jobs: [job(run)] } : null;
    }
    const compared = new RegExp(`^/repos/${repository}/compare/([^.]+)\\.\\.\\.(.+)$`).exec(path);
    return compared ? compare(compared[1] as string, compared[2] as string) : null;
  }

  function job(run: Run): Json {
    const { conclusion } = run.states[0];
    const [step] = jobExample.steps as Json[];
    const steps = [
      { ...step, number: 1, name: 'Set up job', conclusion: 'success' },
      { ...step, number: 2, name: 'Check', conclusion: run.losesRunner ? null : conclusion },
    ];
    return { ...structuredClone(jobExample), name: 'deploy', head_sha: run.sha, conclusion, steps };
  }

  /** `base...head` of a branch without merges. */
  function compare(base: string, head: string): Json | null {
    const { commits } = standIn;
    const from = commits.indexOf(base);
    const to = head === 'main' ? commits.length - 1 : commits.indexOf(head);
    if (from < 0 || to < 0) return null;
    const ahead = commits.slice(from + 1, to + 1).map((sha) => ({ ...structuredClone(commitExample), sha }));
    const status = from === to ? 'identical' : from < to ? 'ahead' : 'behind';
    return {
      ...example('commit-comparison'),
      status,
      ahead_by: ahead.length,
      behind_by: Math.max(0, from - to),
      total_commits: ahead.length,
      commits: ahead,
    };
  }

  const problem = (status: number, message: string) => ({
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  });

  function reply(request: IncomingMessage): { status: number; body: unknown } {
    const url = new URL(request.url ?? '/', 'http://localhost');
    standIn.requests.push(`${request.method} ${decodeURIComponent(url.pathname)}`);
    if (refusal) return problem(refusal.status, refusal.message);
    if (request.headers.authorization !== `token ${TOKEN}`) return problem(401, 'Bad credentials');
    const body = request.method === 'GET' ? answer(decodeURIComponent(url.pathname), url.searchParams) : null;
    return body ? { status: 200, body } : problem(404, 'Not Found');
  }

  const api = await listen((request) => reply(request));
  const service = await listen(() => ({
    status: standIn.live ? 200 : 503,
    body: { build_sha: standIn.live },
  }));
  const standIn: ActionsStandIn = {
    apiUrl: api.url,
    serviceUrl: service.url,
    commits: [],
    runs: [],
    live: null,
    requests: [],
    refuse: (status, message) => {
      refusal = { status, message };
    },
    async close() {
      await Promise.all([api.close(), service.close()]);
    },
  };
  return standIn;
}

async function listen(reply: (request: IncomingMessage) => { status: number; body: unknown }) {
  const server = createServer((request, response) => {
    const { status, body } = reply(request);
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
