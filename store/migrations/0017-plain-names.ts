import { type Kysely, sql } from 'kysely';

/**
 * Rows of 0.1 under the names of today: the proof's step `footprint` is `side_effects`, and a past fix that is
 * `takenBack` is `rolledBack`. The text of a jsonb value has one form, and quotes within a string of it are escaped, so
 * replacing a name with its quotes changes names only.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The same verdicts under another name are not new verdicts.
  await sql`alter table attempts disable trigger attempts_measured`.execute(db);
  await renameStep(db, 'attempts', 'verdicts');
  await renameStep(db, 'attempts', 'proposal');
  await sql`alter table attempts enable trigger attempts_measured`.execute(db);
  await renameStep(db, 'proofs', 'verdict');
  await sql`
    insert into measures (name, labels, value)
      select name, labels || '{"step": "side_effects"}', value from measures where labels ->> 'step' = 'footprint'
    on conflict (name, labels) do update set value = measures.value + excluded.value`.execute(db);
  await sql`delete from measures where labels ->> 'step' = 'footprint'`.execute(db);

  await sql`
    update knowledge_documents set fix = (fix - 'takenBack') || jsonb_build_object('rolledBack', fix -> 'takenBack')
    where fix ? 'takenBack'`.execute(db);
  await sql`
    update analyses set analysis = replace(analysis::text, '"takenBack": {', '"rolledBack": {')::jsonb
    where analysis::text like '%"takenBack": {%'`.execute(db);
}

async function renameStep(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  const value = sql.ref(column);
  await sql`
    update ${sql.table(table)}
    set ${value} = replace(${value}::text, '"name": "footprint"', '"name": "side_effects"')::jsonb
    where ${value}::text like '%"name": "footprint"%'`.execute(db);
}
