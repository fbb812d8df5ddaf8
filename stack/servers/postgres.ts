import { createHash } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { ProcessSpec } from '../process/managed.ts';
import { runTool } from '../process/run-tool.ts';
import { type PostgresPlace, placePostgres } from './postgres-place.ts';

export interface PostgresOptions {
  /** Where it keeps its data, below the state folder. */
  folder: string;
  programs: { postgres: string; initdb: string };
  port: number;
  password: string;
  /** False for tests: a crash of the machine may then lose data. */
  durable: boolean;
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
}

export interface PostgresServer {
  spec: ProcessSpec;
  /** URL of one of its databases, as its administrator. */
  url(database: string): string;
}

/**
 * Makes the data folder where it is missing, and returns how to run the server.
 * @throws SutureError `component_failed` when initdb fails.
 */
export async function preparePostgres(options: PostgresOptions): Promise<PostgresServer> {
  const place = placePostgres(options.folder, options.programs);
  const data = join(place.folder, 'data');
  forgetOthers(place, data, options.password);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(place, data, options);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: place.socketFolder,
    max_connections: '200',
    shared_buffers: '64MB',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return {
    url: (database) =>
      `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`,
    spec: {
      name: 'postgres',
      command: [
        place.programs.postgres,
        '-D',
        data,
        '-p',
        String(options.port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      cwd: place.folder,
      env: { ...options.environment, LC_MESSAGES: 'C' },
      user: place.user,
      ready: { line: /database system is ready to accept connections/ },
      // Fast shutdown: TERM would wait for every client to leave (PostgreSQL manual, 18.5).
      stopSignal: 'SIGINT',
    },
  };
}

/**
 * A data folder outside of the state folder outlives it. When its password is not ours, the state folder that it
 * belonged to was removed, and so is the data.
 */
function forgetOthers(place: PostgresPlace, data: string, password: string): void {
  const owner = join(place.folder, 'owner');
  const mark = createHash('sha256').update(password).digest('hex');
  const known = existsSync(owner) ? readFileSync(owner, 'utf8') : null;
  if (known === mark) return;
  if (known !== null && place.elsewhere) rmSync(data, { recursive: true, force: true });
  writeFileSync(owner, mark, { mode: 0o600 });
}

async function initialise(place: PostgresPlace, data: string, options: PostgresOptions): Promise<void> {
  // Made beside its place and moved there at the end, so that a stop in the middle leaves nothing half-made.
  const draft = `${data}.new`;
  const passwordFile = join(place.folder, '.password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid);
  try {
    const made = await runTool(
      place.programs.initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own C.UTF-8 is the same on every system.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        ...(options.durable ? [] : ['--no-sync']),
      ],
      { cwd: place.folder, env: options.environment, signal: options.signal, user: place.user },
    );
    if (made.code !== 0) {
      throw new SutureError('component_failed', `PostgreSQL could not make its data folder:\n${made.tail}`);
    }
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}
