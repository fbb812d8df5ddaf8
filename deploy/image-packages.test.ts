import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** The programs that docker-compose.yml and deploy/template.yaml start, by their entries in `tools/build.mjs`. */
const PROGRAMS = ['app', 'cli', 'delivery', 'migrate', 'mock-api', 'origin', 'worker', 'worker-health'];

it('the image has every package that its programs import', async () => {
  const entries = PROGRAMS.map((name) => {
    const path = new RegExp(`^ {2}'?${name}'?: '(.+)',$`, 'm').exec(readFileSync('tools/build.mjs', 'utf8'));
    return path?.[1] as string;
  });
  const { metafile } = await build({
    entryPoints: entries,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path),
  );
  const names = imported
    .filter((path) => !path.startsWith('node:'))
    .map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  expect(names).toContain('pg');
  // `npm ci --omit=dev` in deploy/Dockerfile leaves these out; they belong into `dependencies`.
  const missing = [...new Set(names)].filter((name) => packages[`node_modules/${name}`]?.dev !== undefined);
  expect(missing).toEqual([]);
});
