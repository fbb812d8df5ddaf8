import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTerminal, mayFollow, Phase } from '../../domain/phases.ts';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { incidentIn, REMEDIATION } from '../testing/incident-in.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const move = (incidentId: string, to: Phase, key: string) =>
  store.moveIncident({ incidentId, key, to, message: `now ${to}`, remediation: REMEDIATION });

describe('the store', () => {
  it.each(Phase.options)(
    'lets an incident that is %s become what the phase table allows, and nothing else',
    async (from) => {
      for (const to of Phase.options) {
        const incidentId = await incidentIn(store, from);
        const outcome = await move(incidentId, to, 'try').catch((error: unknown) => error);
        const after = await store.getIncidentDetail(incidentId);
        const moves = after?.timeline.filter(({ kind }) => kind === 'phase') ?? [];
        if (mayFollow(from, to)) {
          expect(outcome, `${from} → ${to}`).toMatchObject({ moved: true, incident: { phase: to } });
          expect(moves.at(-1)).toMatchObject({ from_phase: from, to_phase: to });
        } else {
          expect(outcome, `${from} → ${to}`).toMatchObject({ type: 'illegal_move', retryable: false });
          expect((outcome as Error).message).toContain(`is ${from} and may not become ${to}`);
          expect(after?.incident.phase).toBe(from);
          expect(moves.at(-1)?.to_phase).toBe(from);
        }
      }
    },
  );

  it('walks with the phase table wherever a heal stumbles', async () => {
    const phase = fc.constantFrom(...Phase.options);
    await fc.assert(
      fc.asyncProperty(
        fc.array(phase, { minLength: 1, maxLength: 25 }),
        fc.uuid(),
        async (wishes, faultCode) => {
          const { incidentId } = await store.recordOccurrence(occurrence({ faultCode }));
          let now: Phase = 'detected';
          const way: Phase[] = [now];
          for (const [index, wish] of wishes.entries()) {
            const moved = await move(incidentId, wish, `wish ${index}`).then(
              () => true,
              () => false,
            );
            expect(moved, `${now} → ${wish}`).toBe(mayFollow(now, wish));
            if (moved) {
              now = wish;
              way.push(wish);
            }
          }
          const detail = await store.getIncidentDetail(incidentId);
          expect(detail?.incident.phase).toBe(now);
          expect(detail?.timeline.map(({ to_phase }) => to_phase)).toEqual(way);
          expect((await store.openHeals()).some((heal) => heal.incidentId === incidentId)).toBe(
            !isTerminal(now),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('knows the same phases as its database', async () => {
    const db = connect(database.url, 1);
    try {
      const { rows } = await sql<{ definition: string }>`
        select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'incidents_phase_check'`.execute(
        db,
      );
      const named = [...(rows[0]?.definition ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name);
      expect(named).toEqual(Phase.options);
    } finally {
      await db.destroy();
    }
  });
});
