// `node deploy/make-database.mjs`: makes the database that SERVICE_DATABASE_URL names, with its role and password, by the role of
// DATABASE_URL; it may run again at any time. From then on only the owner of each of the two databases may connect to it, so a
// release of the service cannot read what Suture keeps.
import pg from 'pg';

const { DATABASE_URL, SERVICE_DATABASE_URL } = process.env;
if (!DATABASE_URL || !SERVICE_DATABASE_URL) {
  console.error('Set DATABASE_URL (of Suture) and SERVICE_DATABASE_URL (the one to make).');
  process.exit(2);
}
const wanted = new URL(SERVICE_DATABASE_URL);
const role = decodeURIComponent(wanted.username);
const password = decodeURIComponent(wanted.password);
const database = decodeURIComponent(wanted.pathname.slice(1));

const client = new pg.Client({ connectionString: DATABASE_URL });
const name = pg.escapeIdentifier;
try {
  await client.connect();
  const { rows } = await client.query(
    `select current_database() as own,
      exists (select from pg_roles where rolname = $1) as role,
      exists (select from pg_database where datname = $2) as database`,
    [role, database],
  );
  const [found] = rows;
  const verb = found.role ? 'alter' : 'create';
  await client.query(`${verb} role ${name(role)} login password ${pg.escapeLiteral(password)}`);
  if (!found.database) {
    // The one who makes a database for a role must be a member of it, unless they are a superuser.
    await client.query(`grant ${name(role)} to current_user`);
    await client.query(`create database ${name(database)} owner ${name(role)}`);
  }
  for (const one of [found.own, database]) {
    await client.query(`revoke connect, temporary on database ${name(one)} from public`);
  }
  console.log(`The database ${database} belongs to the role ${role}.`);
} catch (error) {
  console.error(`The database ${database} cannot be made: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await client.end().catch(() => {});
}
