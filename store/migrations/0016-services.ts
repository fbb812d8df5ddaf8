import { type Kysely, sql } from 'kysely';

/** Services are rows, not code. What named a fault of the only service names the service and its incidents. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table services (
      name text primary key,
      attachment jsonb not null,
      key_hash text not null unique,
      definition jsonb,
      definition_commit text,
      problem text,
      attached_at timestamptz not null default now(),
      constraint services_definition_has_commit check (definition is null or definition_commit is not null)
    )`.execute(db);

  await sql`alter table outbox drop constraint outbox_message_check`.execute(db);
  await sql`
    alter table outbox add constraint outbox_message_check check (message ->> 'kind' in
      ('start_heal', 'start_reset', 'start_roll_back', 'signal', 'update', 'read_definition'))`.execute(db);

  // Two services may choose the same idempotency key.
  await sql`alter table occurrences add column service text`.execute(db);
  await sql`
    update occurrences set service = incidents.service from incidents where incidents.id = incident_id`.execute(
    db,
  );
  await sql`alter table occurrences alter column service set not null`.execute(db);
  await sql`drop index occurrences_key`.execute(db);
  await sql`create unique index occurrences_key on occurrences (service, key) where key is not null`.execute(
    db,
  );

  // Rollouts from before are those of the one service there was; which incidents they concerned was not kept.
  await sql`alter table rollouts add column service text not null default 'suture'`.execute(db);
  await sql`alter table rollouts alter column service drop default`.execute(db);
  await sql`alter table rollouts drop column fault_codes`.execute(db);
  await sql`alter table rollouts add column incidents text[] not null default '{}'`.execute(db);
  await sql`alter table rollouts drop constraint rollouts_pkey`.execute(db);
  await sql`alter table rollouts add primary key (service, commit)`.execute(db);
}
