import { type Kysely, sql } from 'kysely';

/** Conversations with models, entry by entry, and the proofs that were run within them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // `json`, not `jsonb`: what a model said is sent back to it letter by letter, or its prompt cache is of no use.
  await sql`
    create table conversation_entries (
      incident_id text not null references incidents (id) on delete cascade,
      heal_run integer not null,
      attempt integer not null check (attempt > 0),
      provider text not null,
      position integer not null check (position >= 0),
      kind text not null,
      content json not null,
      usage jsonb,
      ms double precision not null,
      at timestamptz not null default now(),
      primary key (incident_id, heal_run, attempt, provider, position)
    )`.execute(db);

  await sql`
    create table proofs (
      incident_id text not null references incidents (id) on delete cascade,
      heal_run integer not null,
      commit text not null,
      candidate_id text not null,
      verdict jsonb not null,
      at timestamptz not null default now(),
      primary key (incident_id, heal_run, commit, candidate_id)
    )`.execute(db);
}
