import { Agent } from 'node:http';

/** A release as the router sees it: where it listens, and what is under way to it. */
export interface Target {
  readonly sha: string;
  readonly port: number;
  /** Keeps its connections; for requests that may be sent twice. */
  readonly kept: Agent;
  /** A connection for each request, closed by us after the answer, for those that must not be sent twice. */
  readonly single: Agent;
  /** Closes what is left open. */
  close(): void;
  /** A request goes to this release: call the returned handle's `done` at its end. */
  open(): Exchange;
  /** Requests under way, event streams not counted. */
  inFlight(): number;
  /** True once no request is under way (event streams aside); false when `timeoutMs` passed before. */
  drained(timeoutMs: number): Promise<boolean>;
}

export interface Exchange {
  /** An endless answer (server-sent events): draining does not wait for it, the release ends it. */
  becameStream(): void;
  done(): void;
}

/** @param port of the release on loopback */
export function createTarget(sha: string, port: number): Target {
  const kept = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  // Not `Connection: close`: a server that answers early would close with the body unread, and the reset that
  // follows can overtake its answer.
  const single = new Agent({ keepAlive: true, maxFreeSockets: 0 });
  const waiting = new Set<() => void>();
  let count = 0;

  const release = () => {
    count -= 1;
    if (count === 0) for (const wake of waiting) wake();
  };

  return {
    sha,
    port,
    kept,
    single,
    close() {
      kept.destroy();
      single.destroy();
    },
    open() {
      let counted = true;
      count += 1;
      const end = () => {
        if (!counted) return;
        counted = false;
        release();
      };
      return { becameStream: end, done: end };
    },
    inFlight: () => count,
    drained(timeoutMs) {
      if (count === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (drained: boolean) => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve(drained);
        };
        const wake = () => settle(true);
        const timer = setTimeout(() => settle(false), timeoutMs);
        waiting.add(wake);
      });
    },
  };
}
