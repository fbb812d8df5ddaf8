import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { type Found, obtain, type SetUp } from '../../stack/components/component.ts';
import { embeddedBinaries, postgres } from '../../stack/components/postgres.ts';
import { redis } from '../../stack/components/redis.ts';
import { temporal } from '../../stack/components/temporal.ts';
import { anyPort } from '../../stack/ports.ts';
import { openLog } from '../../stack/process/log-file.ts';
import { type Managed, manage, type ProcessSpec } from '../../stack/process/managed.ts';
import { preparePostgres } from '../../stack/servers/postgres.ts';
import { redisProcess } from '../../stack/servers/redis.ts';
import { temporalProcess } from '../../stack/servers/temporal.ts';
import { serverFolder } from './memory-folder.ts';

/**
 * How long Temporal waits until it counts the heals of an older version, and how often it counts; else 3 min. Its list of
 * heals is behind by seconds on a busy machine.
 */
const SOON_DRAINED = [
  'matching.wv.VersionDrainageStatusVisibilityGracePeriod="5s"',
  'matching.wv.VersionDrainageStatusRefreshInterval="1s"',
];

export interface TestServers {
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  stop(): Promise<void>;
}

/** The servers named by DATABASE_URL, REDIS_URL and TEMPORAL_ADDRESS; embedded ones for those that are not set. */
export async function startTestServers(
  environment: Record<string, string | undefined>,
): Promise<TestServers> {
  const setUp: SetUp = {
    environment,
    root: process.cwd(),
    say: (line) => console.error(line),
    signal: new AbortController().signal,
  };
  const folder = mkdtempSync(join(serverFolder(), 'suture-test-'));
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o711);
  const running: Managed[] = [];
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const guard = findParentDeathGuard(environment);
  const run = async (spec: ProcessSpec) => {
    const log = openLog(join(folder, `${spec.name}.log`));
    const { say, signal } = setUp;
    running.push(await manage(spec, { log, say, signal, guard, changed: () => {} }));
  };
  const address = async (found: Found, start: (path: string, port: number) => Promise<string>) =>
    found.address ?? (await start(found.path as string, await anyPort()));
  try {
    const [databaseUrl, redisUrl, temporalAddress] = await Promise.all([
      address(await obtain(postgres, setUp), async (_, port) => {
        const programs = (await embeddedBinaries()) as { postgres: string; initdb: string };
        const password = randomBytes(12).toString('hex');
        const options = { folder: join(folder, 'pg'), programs, port, password, durable: false, environment };
        const server = await preparePostgres({ ...options, signal: setUp.signal });
        await run(server.spec);
        return server.url('postgres');
      }),
      address(await obtain(redis, setUp), async (program, port) => {
        const server = redisProcess({
          program,
          folder: join(folder, 'redis'),
          port,
          durable: false,
          password: null,
          environment,
        });
        await run(server.spec);
        return server.url;
      }),
      address(await obtain(temporal, setUp), async (program, port) => {
        const options = { ui: null, databaseFile: null, namespace: 'default', environment };
        const server = temporalProcess({ program, folder, port, settings: SOON_DRAINED, ...options });
        await run(server.spec);
        return server.address;
      }),
    ]);
    return { databaseUrl, redisUrl, temporalAddress, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
