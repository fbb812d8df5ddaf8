import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the image has every package that the type check of a release reads', () => {
  const files = execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.service.json', '--listFilesOnly'], {
    encoding: 'utf8',
  });
  const used = [...files.matchAll(/\/(node_modules\/(?:@[^/\n]+\/)?[^/\n]+)\//g)].map(
    (match) => match[1] as string,
  );
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  expect(used).toContain('node_modules/@types/node');
  // `npm ci --omit=dev` in the deploy/Dockerfile leaves these out; they belong into `dependencies`.
  expect([...new Set(used)].filter((path) => packages[path]?.dev)).toEqual([]);
});
