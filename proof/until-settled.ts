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

/** Behind an answer: how long nothing is asked once the work is done, and how long is waited at most, in milliseconds. */
const DONE_MS = 80;
const LONGEST_BEHIND_MS = 1_000;

/** Waits for the statements that a service sends behind an answer. One that sends none takes no time. */
export async function untilDone({ database }: Asked, answeredAt: number, signal: AbortSignal): Promise<void> {
  if (!database) return;
  const began = performance.now();
  for (let now = began; now - began < LONGEST_BEHIND_MS && !signal.aborted; now = performance.now()) {
    const behind = database.witness.sightings().filter(({ startedAt }) => startedAt > answeredAt);
    if (behind.length === 0 || now - Math.max(...behind.map(({ endedAt }) => endedAt ?? now)) >= DONE_MS)
      return;
    await pause(LOOK_MS, signal);
  }
}
