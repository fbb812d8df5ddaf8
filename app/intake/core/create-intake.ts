import { setTimeout as sleep } from 'node:timers/promises';
import { SutureError } from '../../../domain/errors.ts';
import { kindOf } from '../../../domain/failure/kind-of.ts';
import type { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import type { Store } from '../../../store/store.ts';
import type { Arrived } from './arrived.ts';
import { createCountOnce } from './count-once.ts';
import { createGroups } from './create-groups.ts';
import { createFindFault } from './find-fault.ts';
import type { Hide } from './hide-secrets.ts';
import type { KnownServices } from './known-services.ts';

/** Failures that wait for the database; more are refused until it answers. */
const MOST_WAITING = 50_000;
/** Failures of one batch: its transaction stays short. */
const MOST_IN_BATCH = 5_000;

/** In a storm a batch begins this long after the one before, in milliseconds: answers stay quick, and statements are few. */
const BATCH_MS = 10;
/** How often it is noted that a service reports, in milliseconds, and of how many services that is remembered. */
const NOTE_MS = 1_000;
const MOST_NOTED = 1_000;

/** Where a failure counts. */
export interface Counted {
  /** Null: it was counted before, and its incident is gone. */
  incidentId: string | null;
  /** Whether it was counted before. */
  known: boolean;
}

interface Waiting extends Arrived {
  done(counted: Counted): void;
  failed(error: unknown): void;
}

export interface IntakeDeps {
  store: Pick<Store, 'recordFailures' | 'discoveredFaults' | 'noteRecorded' | 'incidentsOfKeys'>;
  services: KnownServices;
  hide: Hide;
}

/**
 * Takes failures from every way in: groups them by their faults and counts them in batches, so that each is kept when its
 * request is answered and a storm costs a few statements.
 */
export function createIntake({ store, services, hide }: IntakeDeps) {
  const once = createCountOnce();
  const findFault = createFindFault({ store, services });
  const groupUp = createGroups({ store, hide, once, findFault });
  const noted = new Map<string, number>();
  let waiting: Waiting[] = [];
  let working = false;

  /**
   * @param recordings of the service; the same key counts once
   * @throws SutureError `store_unavailable` (retryable): none of them is counted; `intake_busy` (retryable)
   */
  async function accept(service: ServiceRecord, recordings: readonly Recording[]): Promise<Counted[]> {
    if (waiting.length + recordings.length > MOST_WAITING) {
      throw new SutureError('intake_busy', 'Too many reports wait. Send them again in a few seconds.', {
        benign: true,
      });
    }
    const answers = recordings.map(
      (given) =>
        new Promise<Counted>((done, failed) => {
          const kind = kindOf(given);
          const recording = kind === given.kind ? given : { ...given, kind };
          waiting.push({ recording, service, done, failed });
        }),
    );
    if (!working) void work();
    return Promise.all(answers);
  }

  /** What arrives during one batch is the next one. */
  async function work(): Promise<void> {
    working = true;
    // Requests that are read at this moment belong to the same batch.
    await new Promise((next) => setImmediate(next));
    while (waiting.length > 0) {
      const began = performance.now();
      const batch = waiting.slice(0, MOST_IN_BATCH);
      waiting = waiting.slice(MOST_IN_BATCH);
      try {
        const counted = await count(batch);
        for (const [at, each] of batch.entries()) each.done(counted[at] as Counted);
      } catch (error) {
        for (const each of batch) each.failed(error);
      }
      // Alone it is answered at once; in a storm the next batch is worth its statements.
      if (batch.length > 1 || waiting.length > 0)
        await sleep(Math.max(0, BATCH_MS - (performance.now() - began)));
    }
    working = false;
  }

  /** A storm writes it seldom, and does not ask each time. */
  async function note(service: string): Promise<void> {
    const last = noted.get(service);
    if (last !== undefined && performance.now() - last < NOTE_MS) return;
    noted.delete(service);
    noted.set(service, performance.now());
    if (noted.size > MOST_NOTED) noted.delete(noted.keys().next().value as string);
    await store.noteRecorded(service);
  }

  async function count(batch: readonly Waiting[]): Promise<Counted[]> {
    const { groups, placed, undo } = await groupUp(batch);
    try {
      for (const name of new Set(batch.map(({ service }) => service.name))) await note(name);
      const ids = await store.recordFailures(groups);
      return placed.map(({ group, incidentId, known }) => ({
        incidentId: incidentId ?? (group === null ? null : (ids[group] ?? null)),
        known,
      }));
    } catch (error) {
      undo();
      throw error;
    }
  }

  return { accept };
}
