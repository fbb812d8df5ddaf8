import type { Reproduction } from '../domain/ports/prover.ts';
import type { Stage } from './stage.ts';

/** How long any answer is waited for, in milliseconds. Browsers' users are gone long before; a retry with pauses of a few seconds ends. */
const SHORTEST_MS = 15_000;
/** A right fix may take so many times as long as what the unchanged service, its database or its upstreams took. */
const TIMES = 4;
/** How often a service that is late is looked at, in milliseconds. */
const LOOK_MS = 500;

/** For how long a service that answers nothing, and waits for nothing, is waited for. */
export interface Patience {
  ms: number;
  /** True while a statement or a request to an upstream is under way. */
  isBusy(): boolean;
}

/**
 * What the fault shows of how long a right answer can take. A run that hung says nothing of that.
 * @param before null: it is still replayed
 */
export function patienceMs(before: Reproduction | null): number {
  if (!before) return SHORTEST_MS;
  const took = [
    ...before.failures.map(({ status, latencyMs }) => (status === null ? 0 : (latencyMs ?? 0))),
    ...before.observations.statements.map(({ maxLatencyMs }) => maxLatencyMs),
    ...before.observations.upstreams.map(({ maxLatencyMs }) => maxLatencyMs),
  ];
  return Math.max(SHORTEST_MS, TIMES * Math.max(0, ...took));
}

/** True while a statement is under way that was sent after a moment of `performance.now()`. */
export function asksDatabase({ database }: Pick<Stage, 'database'>, since = 0): boolean {
  const sightings = database?.witness.sightings() ?? [];
  return sightings.some(({ startedAt, endedAt }) => startedAt >= since && endedAt === null);
}

/** True while the services of a stage wait for their database or an upstream. */
export function isBusy(stage: Stage): boolean {
  const { groups } = stage;
  return (
    asksDatabase(stage) ||
    groups.some(({ upstreams }) =>
      upstreams.some((upstream) =>
        upstream.calls().some(({ latencyMs, abandoned }) => latencyMs === null && !abandoned),
      ),
    )
  );
}

/** Fires when the time is over and the service waits for nothing. `clear` ends the looking. */
export function idleLimit({ ms, isBusy: busy }: Patience): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const look = () => {
    if (busy()) timer = setTimeout(look, LOOK_MS);
    else controller.abort();
  };
  let timer = setTimeout(look, ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
