import { type Kysely, sql } from 'kysely';

/** Decisions go to workflows as updates; what was sent to people is remembered, so that it is not sent twice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox drop constraint outbox_message_check`.execute(db);
  await sql`
    alter table outbox add constraint outbox_message_check
      check (message ->> 'kind' in ('start_heal', 'start_reset', 'signal', 'update'))`.execute(db);
  await sql`
    create table notifications (
      key text not null,
      channel text not null,
      incident_id text not null references incidents (id) on delete cascade,
      claimed_at timestamptz not null default now(),
      sent_at timestamptz,
      primary key (key, channel)
    )`.execute(db);
  await sql`create index notifications_incident on notifications (incident_id)`.execute(db);
}
