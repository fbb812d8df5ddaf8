import { pause } from '../platform/pause.ts';
import type { Sighting } from './witness/sighting.ts';

/** How long the database is asked nothing once a service has done what it does at its start, in milliseconds: longer than it takes to connect. */
const QUIET_MS = 500;
/** How long a service is waited for that asks its database all the time, in milliseconds. */
const LONGEST_MS = 5_000;
const LOOK_MS = 50;

interface Asked {
  database: { witness: { sightings(): Sighting[] } } | null;
}

/**
 * Waits until a service that takes connections has done what it does by itself, as services do that listen before their hooks
 * of the start have run: what it asks then is no part of a request's work.
 */
export async function untilSettled({ database }: Asked, signal: AbortSignal): Promise<void> {
  if (!database) return;
  const began = performance.now();
  for (let now = began; now - began < LONGEST_MS && !signal.aborted; now = performance.now()) {
    const ends = database.witness.sightings().map(({ endedAt }) => endedAt ?? now);
    if (now - Math.max(began, ...ends) >= QUIET_MS) return;
    await pause(LOOK_MS, signal);
  }
}
