import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { isAllowedHost } from '../../domain/allowed-hosts.ts';
import { CommitSha } from '../../domain/pipeline.ts';
import { type OutcomeDeps, outcomeOf } from './outcome.ts';
import type { Releases } from './releases.ts';
import { listenError } from './router.ts';
import type { Traffic } from './traffic.ts';

export interface PagesDeps extends OutcomeDeps {
  releases: Releases;
  traffic: Traffic;
  callbacksWaiting(): string[];
  /** Names under which the pages are reached besides loopback and addresses. */
  hosts: readonly string[];
}

/** The delivery's own pages, for the worker and for people; they change nothing. */
export function createPages(deps: PagesDeps): Hono {
  const { runs, releaseStore, releases, traffic } = deps;
  const pages = new Hono();
  const problem = (code: string, message: string) => ({ error: { code, message } });

  pages.use(async (context, next) => {
    const host = context.req.header('host');
    if (isAllowedHost(host, deps.hosts)) return next();
    const message = `This server is not ${host}. Add the name to ALLOWED_HOSTS if it is.`;
    return context.json(problem('host_refused', message), 403);
  });
  pages.get('/health', (context) => {
    const [last] = runs.list();
    return context.json({
      ok: true,
      live: releases.live()?.sha ?? null,
      last_run: last ? { id: last.id, status: last.status, detail: last.detail } : null,
      problem: releases.problem(),
    });
  });

  pages.get('/outcome/:commit', async (context) => {
    const commit = CommitSha.safeParse(context.req.param('commit'));
    if (!commit.success)
      return context.json(problem('bad_commit', 'A commit has 40 hexadecimal digits.'), 400);
    return context.json(await outcomeOf(commit.data, deps));
  });

  pages.get('/traffic', (context) => {
    const { route, since } = context.req.query();
    const at = Number(since);
    if (!route?.startsWith('/') || !Number.isFinite(at)) {
      const message = 'Ask /traffic?route=/orders/:id&since=<milliseconds since 1970>.';
      return context.json(problem('bad_question', message), 400);
    }
    return context.json({ counts_since: traffic.began, requests: traffic.since(route, at) });
  });

  pages.get('/runs', (context) => context.json({ runs: runs.list() }));

  pages.get('/runs/:id', (context) => {
    const text = runs.readLog(context.req.param('id'));
    if (text === null) {
      return context.json(
        problem('unknown_run', 'There is no such run; see /runs. Old ones are removed.'),
        404,
      );
    }
    return context.text(text);
  });

  pages.get('/releases', (context) =>
    context.json({
      live: releases.live(),
      draining: releases.draining(),
      kept: releaseStore.list(),
      callbacks_waiting: deps.callbacksWaiting(),
    }),
  );

  pages.notFound((context) =>
    context.json(problem('unknown_page', 'See /runs, /releases, /outcome/<commit>, /traffic.'), 404),
  );
  pages.onError((error, context) => context.json(problem('internal', error.message), 500));
  return pages;
}

export interface PagesServer {
  port: number;
  close(): Promise<void>;
}

/** Listens. Throws `port_in_use`. */
export function servePages(pages: Hono, hostname: string, port: number): Promise<PagesServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: pages.fetch, hostname, port }, (address) => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ port: address.port, close });
    });
    server.on('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, hostname, port)));
  });
}
