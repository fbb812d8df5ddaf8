import { readFileSync } from 'node:fs';
import semver from 'semver';
import { expect, test } from 'vitest';

interface Entry {
  version?: string;
  engines?: { node?: string };
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

test('every package runs on the oldest Node that we support', () => {
  const packages: Record<string, Entry> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const oldest = semver.minVersion(packages['']?.engines?.node ?? '')?.version ?? '';
  const refusing = Object.entries(packages).flatMap(([path, { engines }]) =>
    engines?.node && !semver.satisfies(oldest, engines.node) ? [`${path}: ${engines.node}`] : [],
  );
  expect(oldest).toBe('20.19.0');
  expect(refusing).toEqual([]);
});
