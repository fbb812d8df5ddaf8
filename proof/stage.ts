import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProofSubject } from '../domain/ports/prover.ts';
import type { ScratchDatabase } from './scratch-database.ts';
import type { Tools } from './tools.ts';
import { drawValues, standInEnvironment, type Values } from './values.ts';
import { type PostgresWitness, startPostgresWitness } from './witness/postgres.ts';
import { createStandIn } from './witness/stand-in.ts';
import { startUpstreamWitness, type UpstreamWitness } from './witness/upstream.ts';

/** The surroundings of some runs: upstreams that answer these values. */
export interface Group {
  values: Values;
  upstreams: UpstreamWitness[];
  /** Unix socket of each upstream's witness, by the variable in which the service expects its URL. */
  forward: Record<string, string>;
  /** Where the door of its service is. */
  door: string;
}

/** Everything around the program in the sandbox, all of it outside. */
export interface Stage {
  /** All its sockets; readable inside. */
  folder: string;
  database: { url: string; scratch: ScratchDatabase; witness: PostgresWitness } | null;
  groups: Group[];
  close(): Promise<void>;
}

/** Paths of Unix sockets hold some 100 characters, so they cannot lie below the state folder. */
export const SOCKET_ROOT = '/tmp';

/**
 * Sets up witnesses, stand-ins and a scratch database.
 * @param base the built worktree of the commit, from which stand-ins are started
 * @param eager upstreams whose stand-ins are started at once; the others start when they are asked
 */
export async function openStage(
  tools: Tools,
  { service }: ProofSubject,
  base: string,
  groups: number,
  eager: (upstream: string) => boolean,
): Promise<Stage> {
  const folder = join(SOCKET_ROOT, tools.owner.name('s'));
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    // The last opened first; the database goes once nothing uses it.
    for (const closer of closers.reverse()) await Promise.resolve(closer()).catch(() => {});
  };
  await mkdir(folder, { mode: 0o700 });
  const openGroup = async (values: Values, index: number): Promise<Group> => {
    const group: Group = { values, upstreams: [], forward: {}, door: join(folder, `${index}.door`) };
    for (const [number, upstream] of service.upstreams.entries()) {
      const standIn = createStandIn(upstream, base, standInEnvironment(service.vary, upstream.name, values));
      closers.push(() => standIn.close());
      if (eager(upstream.name)) standIn.port().catch(() => {});
      const socket = join(folder, `${index}.${number}`);
      const witness = await startUpstreamWitness({ name: upstream.name, socket, standIn: standIn.port });
      closers.push(() => witness.close());
      group.upstreams.push(witness);
      group.forward[upstream.urlVariable] = socket;
    }
    return group;
  };
  const openDatabase = async (): Promise<Stage['database']> => {
    if (!tools.databases) return null;
    const scratch = await tools.databases.create(service.name);
    closers.push(() => scratch.drop());
    const { user, password, name: database, server } = scratch;
    const witness = await startPostgresWitness({ folder, server, user, database });
    closers.push(() => witness.close());
    return { url: `postgres://${user}:${password}@/${database}?host=${folder}`, scratch, witness };
  };
  const opened = await Promise.allSettled([
    openDatabase(),
    Promise.all(drawValues(service.vary, groups).map(openGroup)),
  ]);
  const failed = opened.find((part) => part.status === 'rejected');
  if (failed?.status === 'rejected') {
    await close();
    throw failed.reason;
  }
  const [database, made] = opened.map((part) => (part.status === 'fulfilled' ? part.value : null));
  return { folder, database: database as Stage['database'], groups: made as Group[], close };
}
