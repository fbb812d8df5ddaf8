import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recording } from '../domain/recording.ts';
import type { ScratchDatabase } from './database/scratch-databases.ts';
import { socketUrl } from './database/socket-url.ts';
import { cacheCommands } from './replay/cache-commands.ts';
import { readRows } from './replay/read-rows.ts';
import { recordedUpstreams, standInOf } from './replay/upstreams.ts';
import { makeSocketFolder } from './socket-folder.ts';
import type { Base, BaseJob } from './tools.ts';
import { drawValues, standInEnvironment, type Values } from './values.ts';
import { openWayOut, type WayOut } from './way-out.ts';
import { type PostgresWitness, startPostgresWitness } from './witness/postgres.ts';
import { createRedisWitness, type RedisWitness } from './witness/redis.ts';
import { startUpstreamWitness, type UpstreamWitness } from './witness/upstream.ts';

/** The surroundings of some runs: upstreams that answer these values. */
export interface Group {
  values: Values;
  upstreams: UpstreamWitness[];
  /** Unix socket of each upstream's witness, by the variable in which the service expects its URL. */
  forward: Record<string, string>;
  /** Where the program's other connections go. */
  wayOut: WayOut;
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
  /** Null where no server of Redis is installed. */
  redis: RedisWitness | null;
  groups: Group[];
  /** What of the recording could not be brought back, each a sentence. */
  missing: string[];
  /** What its surroundings were recorded with; null: nothing. */
  recording: Recording | null;
  /** What the clock of a service shows at its start, in milliseconds since 1970; null: the time of this machine. */
  at: number | null;
  close(): Promise<void>;
}

export interface StagePlan {
  /** The stand-ins are started from it. */
  base: Base;
  /** How many sets of varied values. */
  groups: number;
  /** What the failing request met; the surroundings answer as they did then. */
  recording?: Recording | null | undefined;
  /** As `at` of the stage. Absent: null. */
  at?: number | null;
  /** True for upstreams whose stand-ins are started at once; the others start when they are asked. */
  eager(upstream: string): boolean;
}

/** Sets up witnesses, stand-ins, a scratch database and the ways out. */
export async function openStage({ tools }: Pick<BaseJob, 'tools'>, plan: StagePlan): Promise<Stage> {
  const { definition } = plan.base;
  const { vary } = definition;
  const { recording = null, at = null } = plan;
  const upstreams = recordedUpstreams(definition, recording);
  const missing = new Set<string>();
  const folder = await makeSocketFolder(tools, 's');
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    // The last opened first; the database is dropped once nothing uses it.
    for (const closer of closers.reverse()) await Promise.resolve(closer()).catch(() => {});
  };
  const { redisProgram: program } = tools;
  // Outside of the folder that the program may read.
  const redis = program ? createRedisWitness({ program, folder: `${folder}r` }) : null;
  if (redis) closers.push(() => redis.close());
  if (recording) await redis?.fill(cacheCommands(recording));
  let database: PostgresWitness | null = null;
  const openGroup = async (values: Values, index: number): Promise<Group> => {
    const opened: UpstreamWitness[] = [];
    const forward: Record<string, string> = {};
    const sockets = new Map<string, string>();
    for (const [number, upstream] of upstreams.entries()) {
      const varied = standInEnvironment(vary, upstream.name, values);
      const standIn = standInOf(upstream, { base: plan.base, varied });
      closers.push(() => standIn.close());
      if (plan.eager(upstream.name)) standIn.port().catch(() => {});
      const socket = join(folder, `${index}.${number}`);
      const witness = await startUpstreamWitness({ name: upstream.name, socket, standIn: standIn.port });
      closers.push(() => witness.close());
      opened.push(witness);
      if (upstream.variable) forward[upstream.variable] = socket;
      for (const host of upstream.hosts) sockets.set(host.toLowerCase(), socket);
    }
    const wayOut = await openWayOut(tools, { folder, index }, definition, {
      // The database is ready before a program runs.
      postgres: definition.database ? (client) => database?.serve(client) : null,
      redis: redis?.serve ?? null,
      upstream: (host, port) =>
        sockets.get(`${host}:${port}`.toLowerCase()) ?? sockets.get(host.toLowerCase()) ?? null,
    });
    closers.push(() => wayOut.relay.close());
    return {
      values,
      upstreams: opened,
      forward,
      wayOut,
      ingress: join(folder, `${index}.ingress`),
      report: join(folder, `${index}.report`),
    };
  };
  const openDatabase = async (): Promise<Stage['database']> => {
    const template = await plan.base.template;
    if (!template) return null;
    const scratch = await template.copy();
    closers.push(() => scratch.drop());
    if (recording) {
      const read = readRows(recording);
      for (const what of [...read.missing, ...(await scratch.place(read))]) missing.add(what);
    }
    const { name, ...login } = scratch;
    const witness = await startPostgresWitness({ ...login, folder, database: name });
    database = witness;
    closers.push(() => witness.close());
    return { url: socketUrl(scratch, folder), scratch, witness };
  };
  const [data, groups] = await Promise.allSettled([
    openDatabase(),
    Promise.all(drawValues(vary, plan.groups).map(openGroup)),
  ]);
  if (data.status === 'fulfilled' && groups.status === 'fulfilled') {
    const given = { recording, missing: [...missing], at };
    return { folder, database: data.value, redis, groups: groups.value, ...given, close };
  }
  await close();
  throw data.status === 'rejected' ? data.reason : (groups as PromiseRejectedResult).reason;
}
