import { messageOf } from './describe-error.ts';
import type { Recording } from './recording.ts';
import { NotSent } from './send.ts';
import type { Spool, Spooled } from './spool.ts';

export interface Resender {
  /** Keeps a recording that was not sent because of `error`, and sends it later unless it was refused. */
  keep(recording: Recording, error: unknown): Promise<void>;
  /** Sends what is in the spool already. */
  add(spooled: Spooled): void;
  start(): Promise<void>;
  waiting(): number;
  close(): Promise<void>;
}

export interface ResenderOptions {
  post(recording: Recording, signal: AbortSignal): Promise<string | null>;
  spool: Spool;
  log(line: string): void;
  /** Milliseconds. */
  backoff: number;
  longestBackoff: number;
  mostWaiting: number;
}

/** The longest that one try may take, in milliseconds; no request waits for it. */
const TRY_MS = 10_000;

/** Sends what waits in the spool, again and again with growing pauses, until each recording is accepted or refused. */
export function createResender({
  post,
  spool,
  log,
  backoff,
  longestBackoff,
  mostWaiting,
}: ResenderOptions): Resender {
  const waiting = new Set<Spooled>();
  /** Recordings whose own trouble is in the log already. */
  const reported = new WeakSet<Spooled>();
  let dropped = 0;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;
  let pause = backoff;
  let closed = false;

  async function sendAll(): Promise<void> {
    let sent = 0;
    for (const spooled of [...waiting]) {
      try {
        await post(spooled.recording, AbortSignal.timeout(TRY_MS));
      } catch (error) {
        if (error instanceof NotSent && error.obstacle === 'away') break;
        await keepOrSetAside(spooled, error);
        continue;
      }
      sent += 1;
      waiting.delete(spooled);
      await spool
        .remove(spooled)
        .catch((error: unknown) => log(`${spooled.file} cannot be removed: ${messageOf(error)}`));
    }
    if (sent > 0) log(`Sent ${sent} recording(s) that had waited; ${waiting.size} still wait.`);
    pause = sent > 0 ? backoff : Math.min(pause * 2, longestBackoff);
  }

  async function keepOrSetAside(spooled: Spooled, error: unknown): Promise<void> {
    if (error instanceof NotSent && error.obstacle === 'refused') {
      waiting.delete(spooled);
      return spool.setAside(spooled, error);
    }
    if (!reported.has(spooled)) {
      log(`${spooled.file ?? 'A recording in memory'} is not accepted yet: ${messageOf(error)}`);
    }
    reported.add(spooled);
  }

  function sendOnce(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  function schedule(): void {
    if (timer || closed || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      void sendOnce().then(schedule);
    }, pause);
    // A program that has nothing else to do may end; the spool keeps what waits.
    timer.unref();
  }

  return {
    async keep(recording, error) {
      if (waiting.size >= mostWaiting) {
        dropped += 1;
        // The first, and then each tenfold: a long outage must not fill the log.
        if (/^10*$/.test(String(dropped))) {
          log(`${dropped} recording(s) dropped, because ${waiting.size} wait already.`);
        }
        return;
      }
      const spooled = await spool.put(recording);
      if (error instanceof NotSent && error.obstacle === 'refused') await spool.setAside(spooled, error);
      else waiting.add(spooled);
      schedule();
    },
    add(spooled) {
      waiting.add(spooled);
      schedule();
    },
    async start() {
      const files = new Set([...waiting].map(({ file }) => file));
      for (const spooled of await spool.adopt()) if (!files.has(spooled.file)) waiting.add(spooled);
      pause = backoff;
      if (waiting.size > 0) void sendOnce().then(schedule);
    },
    waiting: () => waiting.size,
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await sending;
      if (waiting.size > 0) await sendOnce();
    },
  };
}
