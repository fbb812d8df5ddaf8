import { type Kysely, sql } from 'kysely';

/** Runbooks and past fixes, searched as text and by the signature of the failure. A reset leaves them alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table knowledge_documents (
      id text primary key,
      kind text not null check (kind in ('runbook', 'fix')),
      title text not null,
      body text not null,
      search tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')) stored,
      service text,
      signature text[] not null default '{}',
      fix jsonb,
      at timestamptz not null default now(),
      constraint knowledge_fix check ((kind = 'fix') = (fix is not null))
    )`.execute(db);
  await sql`create index knowledge_search on knowledge_documents using gin (search)`.execute(db);
  await sql`create unique index knowledge_key on knowledge_documents ((fix ->> 'key'))`.execute(db);
  await sql`create index knowledge_signature on knowledge_documents using gin (signature)`.execute(db);
}
