import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { anyPort } from '../../stack/ports.ts';
import type { Surroundings } from './surroundings.ts';

export interface RunningApp {
  /** Base URL, on loopback. */
  url: string;
  stop(): Promise<void>;
}

/**
 * The app as it is built and deployed, in a process of its own on a free port.
 * @param settings of the app, besides those that it needs
 */
export async function startApp(
  { servers, root, environment }: Surroundings,
  databaseUrl: string,
  settings: Record<string, string> = {},
): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), 'suture-bench-'));
  const child = spawn(process.execPath, [join(root, 'dist/app.js')], {
    cwd: root,
    env: {
      PATH: environment.PATH,
      DATABASE_URL: databaseUrl,
      REDIS_URL: servers.redisUrl,
      STATE_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(await anyPort()),
      LOG_LEVEL: 'warn',
      EXIT_WITH_PARENT: '1',
      ...settings,
    },
    // Its lines are one for each failed request; they are written, as in production, and not kept.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const url = await addressOf(child);
  return {
    url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The app ended before it listened. `npm start` shows why.')));
    createInterface({ input: child.stdout as Readable }).on('line', (line) => {
      const [, url] = /^app \S+ on (http:[^\s,]+),/.exec(line) ?? [];
      if (url) resolve(url);
    });
  });
}
