// Brings the database named by DATABASE_URL up to date: runs each file of migrations/ once, in the order of the names.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const folder = fileURLToPath(new URL('migrations/', import.meta.url));
/** Any number, the same in each copy of this program: two that start at once take turns. */
const LOCK = 7_288_001;

// A full disk loses lines, and ends no migration half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

if (!process.env.DATABASE_URL) {
  console.error('DATABASE_URL is not set. Set it to the PostgreSQL database of this service.');
  process.exit(1);
}

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
try {
  await client.connect();
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
  await client.query('CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY)');
  const { rows } = await client.query('SELECT name FROM schema_migrations');
  const done = new Set(rows.map((row) => row.name));
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql') || done.has(name)) continue;
    await client.query(readFileSync(`${folder}${name}`, 'utf8'));
    await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
    console.log(`ran ${name}`);
  }
  await client.query('COMMIT');
} catch (error) {
  console.error(`The migration failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await client.end().catch(() => {});
}
