import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign } from '@octokit/webhooks-methods';
import { createAccounts, TOKEN } from './accounts.ts';
import { type Answer, Refusal, refused } from './answers.ts';
import { type Description, type Json, readDescription } from './description.ts';
import { createFaults } from './faults.ts';
import { createGitHandlers, type Handler } from './handlers.ts';
import { createPulls } from './pulls.ts';
import { type Account, createRender } from './render.ts';
import { openRepository } from './repository.ts';

const OWNER = 'octo-org';
const REPO = 'shop';
/** A GitHub Enterprise server has its API there. */
const PREFIX = '/api/v3';

export type GitHubServer = Awaited<ReturnType<typeof startGitHubServer>>;

/** Read once a process: it is 13 MB. */
let description: Promise<Description> | undefined;

/**
 * GitHub's REST API over a real bare repository. Requests and answers are held against GitHub's published description,
 * and what does not fit is an answer 500 and a line in `violations`.
 * @param folder the bare repository
 */
export async function startGitHubServer(folder: string) {
  description ??= readDescription();
  const described = await description;
  const repository = openRepository(folder);
  const accounts = createAccounts();
  const faults = createFaults();
  const archives = new Map<string, string>();
  const requests: string[] = [];
  const violations: string[] = [];
  const limits = { entries: 100_000 };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const render = createRender(described, { api: `${origin}${PREFIX}`, owner: OWNER, repo: REPO });
  const pulls = createPulls({ repository, render });
  const handlers: Record<string, Handler> = {
    ...createGitHandlers({ repository, render, archiveUrl, mostEntries: () => limits.entries }),
    ...pulls.handlers,
    ...accounts.handlers(render),
  };

  /** As GitHub gives it: to a host of its own, with a token that is good once. */
  function archiveUrl(commit: string): string {
    const token = randomBytes(8).toString('hex');
    archives.set(token, commit);
    return `${origin}/codeload/${OWNER}/${REPO}/legacy.tar.gz/${commit}?token=${token}`;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', origin);
    const text = await readBody(request);
    if (pathname.startsWith('/codeload/'))
      return sendArchive(request, searchParams.get('token') ?? '', response);
    const path = pathname.replace(PREFIX, '');
    const method = request.method ?? 'GET';
    const matched = pathname.startsWith(PREFIX) ? described.match(method, path) : null;
    const operation = matched?.operation ?? 'unknown';
    const fault = faults.take(operation);
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'after') await fault.happens();

    const answer = fault?.kind === 'answer' ? fault.answer : await answerTo();
    requests.push(`${operation} ${answer.status}`);
    const wrong = matched ? described.checkAnswer(matched, answer.status, answer.body) : [];
    violations.push(...wrong);
    if (fault?.kind === 'cut after') return void response.destroy();
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
      ...answer.headers,
    });
    if (fault?.kind !== 'cut in the answer') return void response.end(body);
    response.write(body.slice(0, body.length / 2), () => response.destroy());

    async function answerTo(): Promise<Answer> {
      try {
        const by = accounts.identify(request.headers.authorization);
        const handler = handlers[operation];
        if (!matched || !handler) {
          violations.push(`${method} ${pathname} is not served here`);
          return refused(404, 'Not Found');
        }
        const { owner, repo } = matched.params;
        if (owner && (owner !== OWNER || repo !== REPO)) return refused(404, 'Not Found');
        const body = text === '' ? undefined : (JSON.parse(text) as Json);
        const unfit = described.checkRequest(matched, searchParams, body);
        violations.push(...unfit);
        if (unfit.length > 0) return refused(422, `Invalid request.\n\n${unfit.join('\n')}`);
        return await handler({ params: matched.params, query: searchParams, body: body ?? {}, by });
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    }
  }

  async function sendArchive(
    request: IncomingMessage,
    token: string,
    response: ServerResponse,
  ): Promise<void> {
    const fault = faults.take('codeload');
    if (fault?.kind === 'cut') return void response.destroy();
    const commit = archives.get(token);
    archives.delete(token);
    if (!commit || request.headers.authorization) return void response.writeHead(404).end();
    const archive = await repository.archive(commit, `${OWNER}-${REPO}-${commit.slice(0, 7)}`);
    response.writeHead(200, { 'content-type': 'application/x-gzip' });
    if (fault?.kind !== 'cut in the answer') return void response.end(archive);
    response.write(archive.subarray(0, archive.byteLength / 2), () => response.destroy());
  }

  async function delivery(name: string, what: { action: string } & Json, secret: string, by: Account) {
    const event = { ...what, repository: render.repository(), sender: render.user(by) };
    violations.push(...described.checkEvent(`webhook-${name.replace('_', '-')}-${what.action}`, event));
    const body = JSON.stringify(event);
    const headers = {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': await sign(secret, body),
    };
    return { body, headers };
  }

  return {
    /** What `GITHUB_BASE_URL` is set to. */
    baseUrl: `${origin}${PREFIX}`,
    owner: OWNER,
    repo: REPO,
    token: TOKEN,
    get app() {
      return accounts.app;
    },
    accounts,
    repository,
    pulls,
    faults,
    limits,
    /** `operation status`, in their order. */
    requests,
    violations,

    /** The delivery that GitHub sends to a webhook for this pull request, signed with the secret. */
    async webhook(number: number, secret: string, by: Account) {
      const pull = pulls.find(number);
      const action = pull.state === 'closed' ? 'closed' : 'opened';
      return delivery('pull_request', { action, number, pull_request: pulls.show(pull) }, secret, by);
    },

    /** The same for the newest comment of a pull request, whose branch it does not name. */
    async commentWebhook(number: number, secret: string, by: Account) {
      const event = { action: 'created', ...pulls.showNewestComment(number) };
      return delivery('issue_comment', event, secret, by);
    },

    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
