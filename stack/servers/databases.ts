import pg from 'pg';
import { SutureError } from '../../domain/errors.ts';

/** Makes a database that only its owner and administrators may connect to, unless it exists. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    const quoted = client.escapeIdentifier(name);
    if (rowCount === 0) await client.query(`create database ${quoted}`);
    await client.query(`revoke connect on database ${quoted} from public`);
  });
}

/**
 * Makes a role and a database of the same name for a service. The role owns that database and cannot connect to
 * Suture's.
 * @param sutureUrl Suture's own database; its role may create roles and databases
 * @returns the URL for the service
 * @throws SutureError `component_failed` when that role may not
 */
export async function ensureServiceDatabase(
  sutureUrl: string,
  name: string,
  password: string,
): Promise<string> {
  try {
    await withClient(sutureUrl, async (client) => {
      const role = client.escapeIdentifier(name);
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
      const options = `login password ${client.escapeLiteral(password)}`;
      await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} ${options}`);
      const found = await client.query('select from pg_database where datname = $1', [name]);
      if (found.rowCount === 0) await client.query(`create database ${role} owner ${role}`);
      await client.query(`revoke connect on database ${role} from public`);
      const { rows } = await client.query('select current_database() as name');
      await client.query(`revoke connect on database ${client.escapeIdentifier(rows[0].name)} from public`);
    });
  } catch (cause) {
    throw new SutureError(
      'component_failed',
      `The database ${name} could not be made: ${(cause as Error).message}. Make it, and set RELEASE_DATABASE_URL to its URL.`,
      { cause },
    );
  }
  const url = new URL(sutureUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
