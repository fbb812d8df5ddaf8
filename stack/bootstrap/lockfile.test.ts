import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

/** Folders that Node looks into for a package, from the one that asks upwards. */
function candidates(from: string, name: string): string[] {
  const parts = from === '' ? [] : from.split('/node_modules/');
  return [...parts.keys(), parts.length].reverse().map((depth) => {
    const folder = parts.slice(0, depth).join('/node_modules/');
    return `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
  });
}

test('the lockfile holds the packages of all platforms, without which `npm ci` refuses it', () => {
  const packages: Record<string, Entry> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !candidates(path, name).some((candidate) => candidate in packages),
    ),
  );
  expect(missing).toEqual([]);
});
