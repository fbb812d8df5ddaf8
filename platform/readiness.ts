import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** How we know that a process takes requests: a line it writes, or a URL that answers 200. */
export type Readiness = { line: RegExp } | { url: string };

/** Resolves once the process is up; never, when it ends before (`gone` says so). */
export async function waitUntilUp(ready: Readiness, child: ChildProcess, gone: AbortSignal): Promise<void> {
  if ('line' in ready) {
    return new Promise((resolve) => {
      let text = '';
      const look = (chunk: Buffer) => {
        text = (text + chunk.toString('utf8')).slice(-4_096);
        if (ready.line.test(text)) resolve();
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
    });
  }
  while (!gone.aborted) {
    if (await answers(ready.url)) return;
    await delay(50, undefined, { signal: gone }).catch(() => {});
  }
  return new Promise(() => {});
}

async function answers(url: string): Promise<boolean> {
  // The delivery's router holds a request for a while when no release is up yet.
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
