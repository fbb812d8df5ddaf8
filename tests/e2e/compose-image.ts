import { execFileSync } from 'node:child_process';
import { constants, copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { composeDemonstration } from '../../demo/seed/compose-demonstration.ts';
import type { ComposeService } from './compose-file.ts';

/** What an image brings and docker-compose.yml does not name. */
interface Image {
  entry: string[];
  home: string;
  /** Where the server accepts connections, in place of a health check by a program that only the image has. */
  ready?: string;
}

const IMAGES: Record<string, Image> = {
  suture: { entry: [], home: '/app' },
  // The image's own entry makes the cluster at the first start.
  postgres: {
    entry: [
      'sh',
      '-c',
      '[ -f data/PG_VERSION ] || { printf %s "$POSTGRES_PASSWORD" >/tmp/pw && initdb -D data -U "$POSTGRES_USER" --pwfile /tmp/pw --auth scram-sha-256 >/dev/null && echo "create database $POSTGRES_DB" | postgres --single -D data postgres >/dev/null 2>&1; }; exec postgres -D data -k /tmp -c listen_addresses=127.0.0.1',
    ],
    home: '/var/lib/postgresql',
    ready: '127.0.0.1:5432',
  },
  redis: { entry: [], home: '/data', ready: '127.0.0.1:6379' },
  'temporalio/temporal': { entry: ['temporal'], home: '/home/temporal' },
};

export function imageOf({ image }: ComposeService): Image {
  const known = IMAGES[image.slice(0, image.lastIndexOf(':'))];
  if (!known) throw new Error(`tests/e2e/compose-image.ts does not know the image ${image}.`);
  return known;
}

/** The environment that deploy/Dockerfile sets. */
export const IMAGE_ENVIRONMENT = {
  HOME: '/var/lib/suture',
  HOST: '0.0.0.0',
  STATE_DIR: '/var/lib/suture',
  NODE_ENV: 'production',
  BUILD_SHA: 'development',
};

/** Writes a copy of what the image's last stage copies, built as the build stage does. @returns its folder */
export function makeImage(root: string, folder: string): string {
  const app = join(folder, 'image');
  mkdirSync(app);
  execFileSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' });
  const lastStage = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .at(-1) as string;
  for (const [, words = ''] of lastStage.matchAll(/^COPY (?:--from=\S+ )?(.+)$/gm)) {
    const paths = words.split(' ').map((path) => path.replace(/^\/app\//, ''));
    for (const path of paths.slice(0, -1)) {
      const target = paths.length === 2 ? (paths[1] as string) : path;
      if (path === 'node_modules') continue;
      cpSync(join(root, path), join(app, target === './' ? path : target), {
        recursive: true,
        dereference: true,
        filter: (source) => basename(source) !== 'node_modules',
      });
    }
  }
  mkdirSync(join(app, 'node_modules'));
  return app;
}

/** Fills npm's cache with the packages of the demonstration, because the pod has no network. */
export async function fillNpmCache(root: string, folder: string, cache: string): Promise<void> {
  const source = join(folder, 'demonstration');
  await composeDemonstration(root, source);
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', cache], {
    cwd: source,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Copies programs into one folder under the names that they have in their images. Links would not do: the pod does not see what
 * lies below this machine's /tmp or /var.
 */
export function makePrograms(folder: string, programs: Record<string, string | null | undefined>): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, path] of Object.entries(programs)) {
    if (path) copyFileSync(realpathSync(path), join(bin, name), constants.COPYFILE_FICLONE);
  }
  return bin;
}
