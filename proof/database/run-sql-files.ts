import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import pg from 'pg';
import { SutureError } from '../../domain/errors.ts';
import { inOrder, makesTables } from '../../domain/sql-files.ts';
import { keepsNothing, withoutDropsOfOwn, withoutUndoing } from './keep-what-is-made.ts';
import type { DatabaseLogin } from './scratch-databases.ts';

/** How long the statements of one file may take, in milliseconds: as long as a command of the service. */
const FILE_MS = 180_000;
/** Longer files are dumps of data, in bytes. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Runs SQL files of a checkout in a database, as the role that owns it. Lines for psql (`\connect`, `\set`) are left out, and so is
 * what takes away again what the same file made.
 * @param folder the checkout
 * @param paths files, or folders whose `.sql` files run in the order of their names; relative
 * @throws SutureError `base_not_buildable`, naming the file and what the database said
 */
export async function runSqlFiles(folder: string, paths: string[], login: DatabaseLogin): Promise<void> {
  if (paths.length === 0) return;
  const root = await realpath(folder);
  const files = (await Promise.all(paths.map((path) => filesAt(root, path)))).flat();
  const client = new pg.Client({
    ...login.server,
    user: login.user,
    password: login.password,
    database: login.name,
    query_timeout: FILE_MS,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    for (const file of files) {
      await runFile(client, file, withoutUndoing(withoutPsql(await textOf(root, file))));
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** A file that fails as it is, or leaves nothing, runs without the drops of what it made itself. */
async function runFile(client: pg.Client, file: string, text: string): Promise<void> {
  const kept = withoutDropsOfOwn(text);
  const tries = kept === text ? [text] : keepsNothing(text) ? [kept] : [text, kept];
  let first: Error | null = null;
  for (const each of tries) {
    try {
      await client.query(each);
      return;
    } catch (error) {
      first ??= error as Error;
      // A file may begin a transaction of its own.
      await client.query('ROLLBACK');
    }
  }
  throw failed(file, first?.message ?? 'it does not run');
}

async function filesAt(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => null);
  if (found?.isFile()) return [path];
  if (!found?.isDirectory()) throw failed(path, 'the commit has no such file');
  const names = (await readdir(join(root, path))).map((name) => `${path}/${name}`).filter(makesTables);
  if (names.length === 0) throw failed(path, 'the folder holds no .sql file');
  return inOrder(names);
}

async function textOf(root: string, file: string): Promise<string> {
  const place = await realpath(join(root, file));
  if (!place.startsWith(root + sep)) throw failed(file, 'it is a link that leads out of the repository');
  if ((await stat(place)).size > LONGEST) throw failed(file, `it is longer than ${LONGEST} bytes`);
  return readFile(place, 'utf8');
}

function withoutPsql(text: string): string {
  return text.replace(/^\\[a-z!?].*$/gim, '');
}

function failed(file: string, why: string): SutureError {
  return new SutureError(
    'base_not_buildable',
    `The database cannot be prepared: ${file}: ${why}. Correct "sql" in suture.yaml.`,
  );
}
