import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { PipelineCallback, type PipelinePending } from '../../domain/pipeline.ts';
import type { TraceContext, Tracing } from '../../domain/ports/tracing.ts';
import { createDeadline } from '../../platform/deadline.ts';
import { pause } from '../../platform/pause.ts';
import { readJson, writeJson } from './json-file.ts';
import { contextOf } from './trace-run.ts';

export interface CallbacksOptions {
  folder: string;
  /** Where the control plane answers. */
  baseUrl: string;
  /** Standard Webhooks: base64, with or without `whsec_`. */
  secret: string;
  /** Absent: nothing is traced. */
  tracing?: Tracing | undefined;
  log(line: string): void;
}

/** Reports to the control plane how rollouts went, signed; kept on disk until it has accepted the report. */
export interface Callbacks {
  /** Reports that a rollout has begun; tried once, since it only informs. `stop` gives up. */
  pending(run: string, body: PipelinePending, stop: AbortSignal, trace?: string): void;
  /** Sends a result until it is accepted. The run's id is the message's id, so sending it twice does no harm. */
  finished(run: string, body: PipelineCallback, trace?: string): void;
  waiting(): string[];
  /** Stops trying; the next start tries again what waits. */
  close(): Promise<void>;
}

const Letter = z.object({ id: z.string(), body: PipelineCallback, trace: z.string().optional() });
type Letter = z.infer<typeof Letter>;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;
const TIMEOUT_MS = 20_000;
/** A control plane that is just being updated may not know the service, or the route, yet. */
const TRIES_AT_404 = 6;
/** Answers of the 4xx range that may change a moment later. */
const TRANSIENT = new Set([408, 425, 429]);

export function createCallbacks({ folder, baseUrl, secret, tracing, log }: CallbacksOptions): Callbacks {
  const webhook = new Webhook(secret);
  const ending = new AbortController();
  const waiting = new Map<string, Promise<void>>();
  const fileOf = (id: string) => join(folder, `${id}.json`);

  /** @param trace the parent of the control plane's span, as headers */
  async function post(
    path: string,
    id: string,
    body: unknown,
    stop: AbortSignal,
    trace: TraceContext | null | undefined,
  ): Promise<number> {
    const text = JSON.stringify(body);
    const now = new Date();
    const deadline = createDeadline(TIMEOUT_MS, stop);
    const answer = await fetch(`${baseUrl}/developer/incidents/pipeline/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, now, text),
        ...trace,
      },
      body: text,
      signal: deadline.signal,
    }).finally(deadline.clear);
    await answer.body?.cancel();
    return answer.status;
  }

  /** Null: accepted, or rejected permanently. Else why it must be tried again. */
  async function attempt(letter: Letter, tries: number): Promise<string | null> {
    let status: number;
    try {
      status = await post('callback', letter.id, letter.body, ending.signal, tracing?.context());
    } catch (error) {
      return (error as Error).message;
    }
    if (status < 300) return null;
    const transient = status < 400 || status >= 500 || TRANSIENT.has(status);
    if (transient || (status === 404 && tries < TRIES_AT_404)) return `answered ${status}`;
    log(`callback ${letter.id} is rejected with ${status} and not sent again`);
    return null;
  }

  async function deliver(letter: Letter): Promise<void> {
    for (let tries = 1; !ending.signal.aborted; tries += 1) {
      const trouble = await attempt(letter, tries);
      if (trouble === null) {
        rmSync(fileOf(letter.id), { force: true });
        return;
      }
      if (ending.signal.aborted) return;
      if (tries === 1 || tries % 10 === 0) log(`callback ${letter.id} waits (${trouble}), try ${tries}`);
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS), ending.signal);
    }
  }

  /** All its tries are one span, which shows how long the callback waited. */
  function delivered(letter: Letter): Promise<void> {
    if (!tracing) return deliver(letter);
    const attributes = { 'suture.commit': letter.body.commit_sha, 'suture.status': letter.body.status };
    const about = { parent: contextOf(letter.trace), attributes };
    return tracing.span('callback', about, async (span) => {
      await deliver(letter);
      if (ending.signal.aborted) span.fail('the delivery ended; its next start continues');
    });
  }

  function start(letter: Letter): void {
    if (waiting.has(letter.id)) return;
    waiting.set(
      letter.id,
      delivered(letter).finally(() => waiting.delete(letter.id)),
    );
  }

  for (const name of namesIn(folder)) {
    const letter = readJson(join(folder, name), Letter);
    if (letter) start(letter);
  }

  return {
    pending(run, body, stop, trace) {
      const signal = AbortSignal.any([stop, ending.signal]);
      post('pending', `pending-${run}`, body, signal, tracing && contextOf(trace)).catch((error: Error) => {
        if (!signal.aborted) log(`pending notice of ${run} is lost: ${error.message}`);
      });
    },
    finished(run, body, trace) {
      const letter: Letter = { id: `callback-${run}`, body, ...(trace !== undefined && { trace }) };
      try {
        writeJson(fileOf(letter.id), letter);
      } catch (error) {
        log(`callback ${letter.id} is sent, but not kept: ${(error as Error).message}`);
      }
      start(letter);
    },
    waiting: () => [...waiting.keys()],
    async close() {
      ending.abort();
      await Promise.all(waiting.values());
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}
