import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';
import { up } from './0017-plain-names.ts';

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

const STEPS = [
  { name: 'probe', passed: true },
  { name: 'footprint', passed: false, detail: 'says "name": "footprint"' },
];

it('renames the step of verdicts that 0.1 kept, leaves their texts alone, and counts none of them twice', async () => {
  const store = createStore({ databaseUrl: database.url });
  const { incidentId } = await store.recordOccurrence(occurrence());
  await store.close();
  const verdicts = JSON.stringify([{ candidateId: 'a', proven: false, steps: STEPS }]);
  await sql`
    insert into attempts (incident_id, heal_run, number, proposal, verdicts)
    values (${incidentId}, 1, 1, '{"provider": "repair", "candidates": []}', ${verdicts}::jsonb)`.execute(db);
  await up(db);
  const { rows } = await sql<{
    verdicts: { steps: typeof STEPS }[];
  }>`select verdicts from attempts`.execute(db);
  expect(rows[0]?.verdicts[0]?.steps).toEqual([
    STEPS[0],
    { name: 'side_effects', passed: false, detail: 'says "name": "footprint"' },
  ]);
  const counted = await sql`
    select labels ->> 'step' as step, value from measures where name = 'verdicts'`.execute(db);
  expect(counted.rows).toEqual([{ step: 'side_effects', value: 1 }]);
});

it('renames the rollback of past fixes that 0.1 kept', async () => {
  const why = { why: 'too slow', by: 'Ada' };
  await sql`
    insert into knowledge_documents (id, kind, title, body, fix)
    values ('a', 'fix', 'A', 'a', ${JSON.stringify({ key: 'a', takenBack: why })}::jsonb),
           ('b', 'fix', 'B', 'b', '{"key": "b"}')`.execute(db);
  await up(db);
  const { rows } = await sql`select fix from knowledge_documents order by id`.execute(db);
  expect(rows).toEqual([{ fix: { key: 'a', rolledBack: why } }, { fix: { key: 'b' } }]);
});
