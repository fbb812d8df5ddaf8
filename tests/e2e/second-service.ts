import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';
import { anyPort } from '../../stack/ports.ts';
import { ensureServiceDatabase } from '../../stack/servers/databases.ts';
import { readSecrets } from '../../stack/state.ts';
import { type TestStack, untilSaid } from './stack.ts';

export interface SecondService {
  name: string;
  url: string;
  /** The bare repository on disk. */
  origin: string;
  git(...args: string[]): Promise<string>;
  /** The process of its own delivery. */
  pid: number;
  stop(): Promise<void>;
}

/**
 * Attaches the service in `tests/fixtures/orders` to a running Suture, as another person would: a repository, a database
 * and a local CI/CD of its own, and one request to the API.
 */
export async function attachOrders(
  stack: TestStack,
  { ADMIN_TOKEN, CALLBACK_SECRET }: { ADMIN_TOKEN: string; CALLBACK_SECRET: string },
): Promise<SecondService> {
  const name = 'orders';
  const folder = join(stack.state.root, 'second');
  const origin = join(folder, 'orders.git');
  await makeRepository(origin, join(folder, 'clone'));
  const [port, pages] = [await anyPort(), await anyPort()];
  const url = `http://127.0.0.1:${port}`;

  const attached = await fetch(`${stack.base}/developer/services/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify({
      repository: { host: 'local', path: origin },
      branch: 'trunk',
      url,
      delivery: { kind: 'local', url: `http://127.0.0.1:${pages}` },
    }),
  });
  if (!attached.ok) throw new Error(`The service cannot be attached: ${await attached.text()}`);
  const { dsn } = (await attached.json()) as { dsn: string };

  const child = spawn(process.execPath, ['dist/delivery.js'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      EXIT_WITH_PARENT: '1',
      PORT: String(port),
      DELIVERY_URL: `http://127.0.0.1:${pages}`,
      SUTURE_URL: stack.base,
      CALLBACK_SECRET,
      STATE_DIR: join(folder, 'state'),
      PACKAGE_CACHE: inject('packageCache'),
      DELIVERED_SERVICE: name,
      DELIVERED_REPOSITORY: origin,
      DELIVERED_BRANCH: 'trunk',
      RELEASE_DATABASE_URL: await ensureServiceDatabase(adminUrl(stack), name, 'of-the-orders'),
      RELEASE_SUTURE_DSN: dsn,
      RELEASE_SUTURE_SPOOL: join(folder, 'spool'),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await untilSaid({ child, exited, output: () => output }, /run \S+: success/);
  return {
    name,
    url,
    origin,
    git: async (...args) => (await execa('git', ['-C', origin, ...args])).stdout,
    pid: child.pid as number,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The fixture with the recorder as the package that it brings, on a branch that is not `main`. */
async function makeRepository(origin: string, clone: string): Promise<void> {
  mkdirSync(join(clone, 'vendor/suture-recorder'), { recursive: true });
  cpSync('tests/fixtures/orders', clone, { recursive: true });
  for (const part of ['package.json', 'dist']) {
    cpSync(join('recorder', part), join(clone, 'vendor/suture-recorder', part), { recursive: true });
  }
  await execa('git', ['init', '--quiet', '--bare', '--initial-branch=trunk', origin]);
  const git = (...args: string[]) => execa('git', ['-C', clone, ...args]);
  await git('init', '--quiet', '--initial-branch=trunk');
  // The recorder's `dist` counts here, also where a global ignore file names it.
  await git('add', '--all', '--force');
  await git(
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@localhost',
    'commit',
    '--quiet',
    '-m',
    'Take orders',
  );
  await git('push', '--quiet', origin, 'trunk');
}

function adminUrl(stack: TestStack): string {
  const url = new URL(stack.record().addresses.postgres as string);
  url.password = readSecrets(stack.state).databasePassword;
  return url.href;
}
