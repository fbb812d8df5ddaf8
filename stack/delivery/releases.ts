import { pause } from '../../platform/pause.ts';
import type { Router } from './router.ts';
import type { ReleaseProcess } from './start-release.ts';
import { createTarget, type Target } from './target.ts';

export interface ReleasesOptions {
  router: Router;
  /** Starts a built release and waits until it is up. */
  launch(sha: string, signal: AbortSignal): Promise<ReleaseProcess>;
  /** How long a replaced release may work on its last requests, in milliseconds. */
  drainMs: number;
  /** From SIGTERM to SIGKILL, in milliseconds. */
  graceMs: number;
  log(line: string): void;
}

/** Keeps one release in front of the traffic and ends the ones before. */
export interface Releases {
  /** Gives the traffic to a release that is up. The one before drains and ends in the background. */
  promote(release: ReleaseProcess): void;
  /** Starts a built release that is to be live, until it is up or another one is. */
  restore(sha: string): void;
  /** Starts a built release without giving it traffic. */
  launch(sha: string, signal: AbortSignal): Promise<ReleaseProcess>;
  live(): { sha: string; pid: number; port: number; inFlight: number } | null;
  /** Why the release that is to be live does not start; null while one is live, or none has failed. */
  problem(): { sha: string; message: string } | null;
  /** Replaced releases that still work on requests. */
  draining(): { sha: string; pid: number }[];
  close(): Promise<void>;
}

/** Pauses before a dead release is started again, in milliseconds: at once, then longer and longer. */
const PAUSES_MS = [0, 250, 500, 1_000, 2_000, 5_000, 10_000];
/** A release that lived this long starts with the first pause again. */
const STABLE_MS = 30_000;

export function createReleases({ router, launch, drainMs, graceMs, log }: ReleasesOptions): Releases {
  const ending = new Map<ReleaseProcess, Promise<void>>();
  let live: { release: ReleaseProcess; target: Target; since: number } | null = null;
  let revival = new AbortController();
  let deaths = 0;
  let closed = false;
  let problem: { sha: string; message: string } | null = null;

  function adopt(release: ReleaseProcess): void {
    const entry = { release, target: createTarget(release.sha, release.port), since: performance.now() };
    live = entry;
    problem = null;
    router.switchTo(entry.target);
    void release.exited.then((how) => {
      if (live !== entry || closed) return;
      live = null;
      router.switchTo(null);
      entry.target.close();
      deaths = performance.now() - entry.since > STABLE_MS ? 0 : deaths + 1;
      log(`release ${release.sha.slice(0, 7)} died (${how}); it is started again`);
      void revive(release.sha);
    });
  }

  async function revive(sha: string): Promise<void> {
    revival.abort();
    revival = new AbortController();
    const { signal } = revival;
    for (let tries = deaths; !signal.aborted; tries += 1) {
      await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] as number, signal);
      if (signal.aborted) return;
      try {
        const release = await launch(sha, signal);
        if (signal.aborted) return void retire(release, null);
        adopt(release);
        return log(`release ${sha.slice(0, 7)} is up again`);
      } catch (error) {
        if (signal.aborted) return;
        const { message } = error as Error;
        problem = { sha, message };
        log(`release ${sha.slice(0, 7)} does not start: ${message}`);
      }
    }
  }

  /** Lets a release finish its requests, then ends it. */
  function retire(release: ReleaseProcess, target: Target | null): Promise<void> {
    const end = async () => {
      if (target && !(await target.drained(drainMs))) {
        log(`release ${release.sha.slice(0, 7)} still works after ${drainMs / 1000} s; it is ended`);
      }
      await release.stop(graceMs);
      target?.close();
    };
    const done = end().finally(() => ending.delete(release));
    ending.set(release, done);
    return done;
  }

  return {
    promote(release) {
      revival.abort();
      deaths = 0;
      const before = live;
      adopt(release);
      if (before) void retire(before.release, before.target);
    },
    restore: (sha) => void revive(sha),
    launch,
    live: () =>
      live && {
        sha: live.release.sha,
        pid: live.release.pid,
        port: live.release.port,
        inFlight: live.target.inFlight(),
      },
    problem: () => problem,
    draining: () => [...ending.keys()].map(({ sha, pid }) => ({ sha, pid })),
    async close() {
      closed = true;
      revival.abort();
      const last = live;
      live = null;
      if (last) void retire(last.release, null);
      // Those that still drain have had their time: the router is closed.
      await Promise.all([...ending.keys()].map((release) => release.stop(graceMs)));
      await Promise.all(ending.values());
    },
  };
}
