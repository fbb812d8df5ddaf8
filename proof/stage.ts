import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchDatabase } from './database/scratch-databases.ts';
import { socketUrl } from './database/socket-url.ts';
import { makeSocketFolder } from './socket-folder.ts';
import type { Base, BaseJob } from './tools.ts';
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
  /** The ingress socket of its service. */
  ingress: string;
  /** The socket to which its program reports what it does. */
  report: string;
}

/** Everything around the program in the sandbox, all of it outside. */
export interface Stage {
  /** All its sockets; readable inside. */
  folder: string;
  database: { url: string; scratch: ScratchDatabase; witness: PostgresWitness } | null;
  groups: Group[];
  close(): Promise<void>;
}

export interface StagePlan {
  /** The stand-ins are started from it. */
  base: Base;
  /** How many sets of varied values. */
  groups: number;
  /** True for upstreams whose stand-ins are started at once; the others start when they are asked. */
  eager(upstream: string): boolean;
}

/** Sets up witnesses, stand-ins and a scratch database. */
export async function openStage({ tools }: BaseJob, plan: StagePlan): Promise<Stage> {
  const { upstreams, vary } = plan.base.definition;
  const folder = await makeSocketFolder(tools, 's');
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    // The last opened first; the database is dropped once nothing uses it.
    for (const closer of closers.reverse()) await Promise.resolve(closer()).catch(() => {});
  };
  const openGroup = async (values: Values, index: number): Promise<Group> => {
    const group: Group = {
      values,
      upstreams: [],
      forward: {},
      ingress: join(folder, `${index}.ingress`),
      report: join(folder, `${index}.report`),
    };
    for (const [number, upstream] of upstreams.entries()) {
      const varied = standInEnvironment(vary, upstream.name, values);
      const standIn = createStandIn(upstream, plan.base.folder, varied);
      closers.push(() => standIn.close());
      if (plan.eager(upstream.name)) standIn.port().catch(() => {});
      const socket = join(folder, `${index}.${number}`);
      const witness = await startUpstreamWitness({ name: upstream.name, socket, standIn: standIn.port });
      closers.push(() => witness.close());
      group.upstreams.push(witness);
      if (upstream.variable) group.forward[upstream.variable] = socket;
    }
    return group;
  };
  const openDatabase = async (): Promise<Stage['database']> => {
    const template = await plan.base.template;
    if (!template) return null;
    const scratch = await template.copy();
    closers.push(() => scratch.drop());
    const { user, name: database, server } = scratch;
    const witness = await startPostgresWitness({ folder, server, user, database });
    closers.push(() => witness.close());
    return { url: socketUrl(scratch, folder), scratch, witness };
  };
  const [database, groups] = await Promise.allSettled([
    openDatabase(),
    Promise.all(drawValues(vary, plan.groups).map(openGroup)),
  ]);
  if (database.status === 'fulfilled' && groups.status === 'fulfilled') {
    return { folder, database: database.value, groups: groups.value, close };
  }
  await close();
  throw database.status === 'rejected' ? database.reason : (groups as PromiseRejectedResult).reason;
}
