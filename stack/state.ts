import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { SutureError } from '../domain/errors.ts';
import type { Environment } from '../platform/find-program.ts';
import { ProcessIdentity } from '../platform/process-identity.ts';

/** Everything the stack keeps, below one folder. */
export interface StateFolder {
  root: string;
  postgres: string;
  redis: string;
  temporalDatabase: string;
  origin: string;
  /** A folder for each service that the local CI/CD delivers. */
  services: string;
  /** What recorders keep while Suture is away. */
  spool: string;
  logs: string;
  lock: string;
  /** Held while somebody starts or ends the stack in the background. */
  startLock: string;
  record: string;
}

/** Whether this is the npm package, which brings its programs built, and not a clone, which builds them. */
export function isPackaged(root: string): boolean {
  return !existsSync(join(root, 'tools/build.mjs'));
}

/**
 * The absolute path of the state folder: `STATE_DIR`, else `.suture` in a clone, else that of the user's programs
 * (https://specifications.freedesktop.org/basedir-spec).
 * @param root of the clone or of the npm package
 */
export function stateFolderOf({ STATE_DIR, XDG_STATE_HOME, HOME }: Environment, root: string): string {
  if (STATE_DIR) return resolve(STATE_DIR);
  if (!isPackaged(root)) return join(root, '.suture');
  // The specification has relative paths ignored.
  const base = XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : null;
  return join(base ?? join(HOME || homedir(), '.local/state'), 'suture');
}

export function openStateFolder(path: string): StateFolder {
  const root = resolve(path);
  mkdirSync(root, { recursive: true });
  // As root, PostgreSQL passes through it as another user; what lies in it is closed by itself then.
  chmodSync(root, process.getuid?.() === 0 ? 0o711 : 0o700);
  const state = describeStateFolder(root);
  for (const folder of [state.logs, state.redis, state.services, state.spool]) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
  }
  if (existsSync(state.origin)) chmodSync(state.origin, 0o700);
  closeTemporalDatabase(state);
  return state;
}

/** Leaves Temporal's database to its owner; the server makes it readable for everybody. */
export function closeTemporalDatabase({ temporalDatabase }: StateFolder): void {
  for (const file of ['', '-wal', '-shm'].map((end) => temporalDatabase + end)) {
    if (existsSync(file)) chmodSync(file, 0o600);
  }
}

/** The same, without making it. */
export function describeStateFolder(path: string): StateFolder {
  const root = resolve(path);
  return {
    root,
    postgres: join(root, 'postgres'),
    redis: join(root, 'redis'),
    temporalDatabase: join(root, 'temporal.db'),
    origin: join(root, 'origin.git'),
    services: join(root, 'services'),
    spool: join(root, 'spool'),
    logs: join(root, 'logs'),
    lock: join(root, 'stack.lock'),
    startLock: join(root, 'start.lock'),
    record: join(root, 'stack.json'),
  };
}

/** `stack.json`: what runs from this folder, for a second start, for `npm run doctor`, and for the cleanup after a kill. */
export const StackRecord = z.object({
  supervisor: ProcessIdentity,
  startedAt: z.string(),
  /** False until everything is up. */
  ready: z.boolean(),
  addresses: z.record(z.string(), z.string()),
  adapters: z.record(z.string(), z.string()),
  processes: z.array(
    ProcessIdentity.extend({
      name: z.string(),
      stopSignal: z.string(),
      restarts: z.number().int().nonnegative(),
    }),
  ),
});
export type StackRecord = z.infer<typeof StackRecord>;

/** The record of the running or last stack; null when it cannot be read. */
export function readRecord(state: StateFolder): StackRecord | null {
  try {
    return StackRecord.parse(JSON.parse(readFileSync(state.record, 'utf8')));
  } catch {
    return null;
  }
}

export function writeRecord(state: StateFolder, record: StackRecord): void {
  writeFileSync(`${state.record}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${state.record}.new`, state.record);
}

const Secrets = z.object({
  callbackSecret: z.string().min(1),
  databasePassword: z.string().min(1),
  redisPassword: z.string().min(1),
  /** Password of the demonstration's own role. */
  serviceDatabasePassword: z.string().min(1),
  /** The demonstration's key of intake. */
  serviceKey: z.string().min(1),
});
export type Secrets = z.infer<typeof Secrets>;

/**
 * The secrets of this state folder, each made once, readable by their owner only.
 * @throws SutureError `state_damaged` when the file cannot be read; a new password would not open the old data
 */
export function readSecrets(state: StateFolder): Secrets {
  const file = join(state.root, 'secrets.json');
  const kept = existsSync(file) ? safeJson(readFileSync(file, 'utf8')) : {};
  const fresh: Secrets = {
    callbackSecret: `whsec_${randomBytes(32).toString('base64')}`,
    databasePassword: randomBytes(24).toString('hex'),
    redisPassword: randomBytes(24).toString('hex'),
    serviceDatabasePassword: randomBytes(24).toString('hex'),
    serviceKey: randomBytes(24).toString('hex'),
  };
  const parsed = Secrets.partial().safeParse(kept);
  if (!parsed.success) {
    throw new SutureError(
      'state_damaged',
      `${file} is damaged. Remove the folder ${state.root} to start with an empty state.`,
    );
  }
  const secrets: Secrets = { ...fresh, ...parsed.data };
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
