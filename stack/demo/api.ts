import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import type { ProbeRequest } from '../../domain/evidence.ts';
import { Incident, TimelineEntry } from '../../domain/incident.ts';

const Detail = z.object({
  incident: Incident,
  timeline: z.array(TimelineEntry),
  diff: z.string().nullable(),
});
export type Detail = z.infer<typeof Detail>;

const ResetAnswer = z.object({
  reset_id: z.string(),
  status: z.string(),
  deleted: z.number(),
  cooldowns_cleared: z.number(),
  code_reset: z.object({ status: z.string(), commit: z.string().nullable() }),
  error: z.string().nullable().optional(),
});
export type ResetAnswer = z.infer<typeof ResetAnswer>;

export interface Answer {
  status: number;
  body: unknown;
  /** From sending to the whole answer, in milliseconds. */
  ms: number;
  /** When it was sent, in milliseconds since the epoch. */
  sentAt: number;
}

/** The app's HTTP API, as far as the demo uses it: what `curl` could do. */
export interface Api {
  send(request: ProbeRequest, headers?: Record<string, string>): Promise<Answer>;
  incidents(): Promise<Incident[]>;
  incident(id: string): Promise<Detail>;
  reset(): Promise<ResetAnswer>;
  resetStatus(id: string): Promise<ResetAnswer>;
  liveCommit(): Promise<string>;
  /** Resolves at the next news, or after `atMost` milliseconds. */
  news(atMost: number): Promise<void>;
  close(): void;
}

/** @param token bearer token for what changes something, where the app asks for one */
export function createApi(base: string, token: string | undefined, signal: AbortSignal): Api {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const closed = new AbortController();
  const over = AbortSignal.any([signal, closed.signal]);
  const news = listen(`${base}/developer/incidents/stream`, over);

  const send: Api['send'] = async (request, headers = {}) => {
    const sentAt = Date.now();
    const since = performance.now();
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const answer = await fetch(`${base}${request.path}`, {
      method: request.method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...authorization,
        ...request.headers,
        ...headers,
      },
      body,
      signal: over,
    });
    const text = await answer.text();
    return { status: answer.status, body: parse(text), ms: performance.now() - since, sentAt };
  };
  const ask = async <T>(schema: z.ZodType<T>, method: string, path: string): Promise<T> => {
    const answer = await send({ method, path, headers: {} });
    const parsed = schema.safeParse(answer.body);
    if (answer.status < 300 && parsed.success) return parsed.data;
    const body = JSON.stringify(answer.body).slice(0, 500);
    throw new SutureError('unexpected_answer', `${method} ${path} answered ${answer.status}: ${body}`);
  };
  const root = '/developer/incidents';
  return {
    send,
    incidents: async () => {
      const { incidents } = await ask(z.object({ incidents: z.array(Incident) }), 'GET', `${root}/api/data`);
      return incidents;
    },
    incident: (id) => ask(Detail, 'GET', `${root}/${id}`),
    reset: () => ask(ResetAnswer, 'POST', `${root}/reset`),
    resetStatus: (id) => ask(ResetAnswer, 'GET', `${root}/resets/${id}`),
    liveCommit: async () => (await ask(z.object({ build_sha: z.string() }), 'GET', '/up/build')).build_sha,
    news: (atMost) => news.next(atMost),
    close: () => closed.abort(),
  };
}

/** Follows the event stream, and comes back to it when a rollout or a restart ends it. */
function listen(url: string, over: AbortSignal): { next(atMost: number): Promise<void> } {
  let waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  over.addEventListener('abort', wake, { once: true });
  void (async () => {
    while (!over.aborted) {
      try {
        const answer = await fetch(url, { signal: over, headers: { accept: 'text/event-stream' } });
        for await (const _ of answer.body ?? []) wake();
      } catch {
        // Away for a moment; whoever waits looks by itself meanwhile.
      }
      await new Promise<void>((resolve) => setTimeout(resolve, 500));
    }
  })();
  return {
    async next(atMost) {
      over.throwIfAborted();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMost);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      over.throwIfAborted();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
