import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { SutureError } from '../../domain/errors.ts';
import { runCommand } from '../../platform/run-command.ts';
import { type Obtaining, obtainProgram, ownNpm } from './obtain-program.ts';

/** The Node that runs a service. */
export interface ServiceNode {
  /** The folder with its `bin/node` and `include/`; null for Suture's own. */
  home: string | null;
  version: string;
}

const NAMES: Record<string, string> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
};
const ANY = /^(\*|x|node|stable|latest|current|lts|lts\/\*|system|default)$/i;

/**
 * A Node that is as a service asks for: Suture's own where it is, else one from the package registry, which carries Node's
 * programs. Of several the newest of the oldest major version that fits, which is the nearest to what its people run.
 * @param asked a version or a range; null for any
 * @throws SutureError `install_failed` where no such Node can be had, with what to write
 */
export async function obtainNode(asked: string | null, obtaining: Obtaining): Promise<ServiceNode> {
  const own = { home: null, version: process.versions.node };
  const range = rangeOf(asked);
  if (semver.satisfies(own.version, range)) return own;
  const name = `node-${process.platform}-${process.arch}`;
  const version =
    newestOf(kept(obtaining.cache, name), range) ?? newestOf(await offered(name, obtaining), range);
  if (!version) {
    throw new SutureError(
      'install_failed',
      `The service asks for Node ${asked}. Suture runs on ${own.version}, and the package registry has no Node for ${process.platform} on ${process.arch} that fits. Write "node" in suture.yaml with a version that it has, or start Suture with that Node.`,
    );
  }
  return { home: join(await obtainProgram(obtaining, `${name}@${version}`), name), version };
}

/** An exact version stands for those that are compatible with it. */
function rangeOf(asked: string | null): string {
  const text = (asked ?? '*').trim().replace(/^v(?=\d)/, '');
  if (ANY.test(text)) return '*';
  const named = NAMES[text.replace(/^lts\//i, '').toLowerCase()];
  const exact = semver.valid(named ?? text);
  const range = semver.validRange(exact ? `^${exact}` : (named ?? text));
  if (range) return range;
  throw new SutureError(
    'install_failed',
    `The service asks for Node "${asked}", which is not a version. Write "node" in suture.yaml, such as: node: 22`,
  );
}

function newestOf(versions: string[], range: string): string | null {
  const fitting = versions.filter((each) => semver.satisfies(each, range));
  const oldest = Math.min(...fitting.map((each) => semver.major(each)));
  return semver.maxSatisfying(
    fitting.filter((each) => semver.major(each) === oldest),
    range,
  );
}

/** Versions that were downloaded before. */
function kept(cache: string, name: string): string[] {
  const folder = join(cache, 'programs');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((each) =>
    each.startsWith(`${name}@`) ? (semver.valid(each.slice(name.length + 1)) ?? []) : [],
  );
}

async function offered(name: string, { environment, signal }: Obtaining): Promise<string[]> {
  const command = [process.execPath, ownNpm(environment), 'view', name, 'versions', '--json'];
  const result = await runCommand({ command, environment, timeoutMs: 60_000, signal });
  try {
    const versions: unknown = JSON.parse(result.stdout);
    return Array.isArray(versions) ? versions.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
