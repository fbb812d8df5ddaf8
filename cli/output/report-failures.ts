import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ShownFailure } from './find-failures.ts';

/** More than this at once are not kept: a program that prints stacks without end. */
const MOST = 200;
/** How long a server may take until the recorder inside it has left its sign, in milliseconds. */
const SIGN_MS = 1_000;
const TRY_MS = 5_000;
/** Pauses between tries while Suture is away, in milliseconds. */
const PAUSES_MS = [1_000, 5_000, 15_000, 60_000];

export interface FailureReporter {
  report(failure: ShownFailure): void;
  /** Resolves when each failure was sent once, or could not be. */
  sent(): Promise<void>;
}

/**
 * Sends the failures that the output of a service shows to Suture, unless the recorder inside the service does: it knows more.
 * @param dsn of the service
 * @param sign a file that the recorder makes once its service listens
 */
export function reportFailures(dsn: string, sign: string): FailureReporter {
  const { origin, username, pathname } = new URL(dsn);
  const service = pathname.split('/')[1] ?? '';
  const underway = new Set<Promise<void>>();

  async function send(failure: ShownFailure): Promise<void> {
    await delay(SIGN_MS);
    if (existsSync(sign)) return;
    const recording = {
      ...failure,
      ...{ service, key: randomUUID(), source: 'log', route: '/', latencyMs: 0 },
      reason: failure.errorClass ?? 'error',
    };
    for (const pause of [...PAUSES_MS, 0]) {
      if (await accepted(recording)) return;
      await delay(pause, undefined, { ref: false });
    }
  }

  async function accepted(recording: object): Promise<boolean> {
    try {
      const response = await fetch(new URL('/ingest/recordings', origin), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${decodeURIComponent(username)}`,
        },
        body: JSON.stringify(recording),
        redirect: 'manual',
        signal: AbortSignal.timeout(TRY_MS),
      });
      await response.arrayBuffer();
      return response.status < 500 && response.status !== 429;
    } catch {
      return false;
    }
  }

  return {
    report(failure) {
      if (underway.size >= MOST || existsSync(sign)) return;
      const sending = send(failure).finally(() => underway.delete(sending));
      underway.add(sending);
    },
    async sent() {
      await Promise.race([Promise.all(underway), delay(SIGN_MS + TRY_MS, undefined, { ref: false })]);
    },
  };
}
