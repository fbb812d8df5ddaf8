import { SutureError } from '../../domain/errors.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Environment } from '../../platform/find-program.ts';
import { embeddedBinaries } from '../components/postgres.ts';
import type { Components } from '../machine.ts';
import type { ProcessSpec } from '../process/managed.ts';
import { ensureDatabase } from '../servers/databases.ts';
import { hiddenPlace, startHostRelay } from '../servers/host-relay.ts';
import { preparePostgres } from '../servers/postgres.ts';
import { redisProcess } from '../servers/redis.ts';
import { temporalProcess } from '../servers/temporal.ts';
import { closeTemporalDatabase, type Secrets, type StateFolder } from '../state.ts';
import type { Ports } from './choose-ports.ts';

export interface ServerOptions {
  components: Components;
  ports: Ports;
  state: StateFolder;
  secrets: Secrets;
  settings: Readonly<Settings>;
  /** Of the servers. */
  environment: Environment;
  signal: AbortSignal;
  run(spec: ProcessSpec): Promise<void>;
  /** Called when the stack stops. */
  undo(work: () => void): void;
}

/** Suture's database: on the server that is given, or on an embedded one. Returns its URL. */
export async function startPostgres(options: ServerOptions): Promise<string> {
  const { address } = options.components.postgres;
  if (address) return address;
  const { ports, state, secrets, environment, signal } = options;
  const programs = await embeddedBinaries();
  if (!programs) throw new SutureError('component_missing', 'PostgreSQL was removed since it was found.');
  const server = await preparePostgres({
    folder: state.postgres,
    programs,
    port: ports.postgres,
    password: secrets.databasePassword,
    durable: true,
    environment,
    signal,
  });
  await options.run(server.spec);
  await ensureDatabase(server.url('postgres'), 'suture');
  return server.url('suture');
}

/** Redis: the one we are given, or our own. Returns its URL. */
export async function startRedis(options: ServerOptions): Promise<string> {
  const { components, ports, state, secrets, environment } = options;
  if (components.redis.address) return components.redis.address;
  const program = components.redis.path as string;
  const server = redisProcess({
    program,
    folder: state.redis,
    port: ports.redis,
    durable: true,
    password: secrets.redisPassword,
    environment,
  });
  await options.run(server.spec);
  return server.url;
}

/** Temporal: the one we are given, or the dev server with its Web UI. */
export async function startTemporal(
  options: ServerOptions,
): Promise<{ address: string; uiUrl: string | undefined }> {
  const { components, ports, state, settings, environment } = options;
  if (components.temporal.address) {
    return { address: components.temporal.address, uiUrl: settings.TEMPORAL_UI_URL };
  }
  const ui = await hiddenPlace();
  const server = temporalProcess({
    program: components.temporal.path as string,
    folder: state.root,
    port: ports.temporal,
    ui,
    databaseFile: state.temporalDatabase,
    namespace: settings.TEMPORAL_NAMESPACE,
    environment,
  });
  await options.run(server.spec);
  closeTemporalDatabase(state);
  const relay = await startHostRelay(ports.temporalUi, ui, settings.ALLOWED_HOSTS);
  options.undo(() => relay.close());
  return { address: server.address, uiUrl: `http://127.0.0.1:${ports.temporalUi}` };
}
