import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';
import { up } from './0021-powers-step.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Kysely<unknown>;

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url, 2) as Kysely<unknown>;
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const step = (name: string) => ({ name, passed: false, detail: 'says "name": "imports"', durationMs: 1 });

it('shows verdicts of before with the step under its new name, and counts none of them twice', async () => {
  const store = createStore({ databaseUrl: database.url });
  const { incidentId } = await store.recordOccurrence(occurrence());
  const verdicts = JSON.stringify([{ candidateId: 'a', proven: false, steps: [step('imports')] }]);
  await sql`
    insert into attempts (incident_id, heal_run, number, proposal, verdicts)
    values (${incidentId}, 1, 1, '{"provider": "repair", "candidates": [{"id": "a"}]}', ${verdicts}::jsonb)`.execute(
    db,
  );
  await up(db);
  const [attempt] = await store.getAttempts(incidentId);
  await store.close();
  expect(attempt?.tried[0]?.verdict.steps).toEqual([step('powers')]);
  const counted = await sql`
    select labels ->> 'step' as step, value from measures where name = 'verdicts'`.execute(db);
  expect(counted.rows).toEqual([{ step: 'powers', value: 1 }]);
});
