import { type Kysely, sql } from 'kysely';

/**
 * Verdicts of before under the name of today: the proof's step `imports` is `powers`. The text of a jsonb value has one form, and
 * quotes within a string of it are escaped, so replacing a name with its quotes changes names only.
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
      select name, labels || '{"step": "powers"}', value from measures where labels ->> 'step' = 'imports'
    on conflict (name, labels) do update set value = measures.value + excluded.value`.execute(db);
  await sql`delete from measures where labels ->> 'step' = 'imports'`.execute(db);
}

async function renameStep(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  const value = sql.ref(column);
  await sql`
    update ${sql.table(table)}
    set ${value} = replace(${value}::text, '"name": "imports"', '"name": "powers"')::jsonb
    where ${value}::text like '%"name": "imports"%'`.execute(db);
}
