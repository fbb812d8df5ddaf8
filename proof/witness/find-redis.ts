import { join } from 'node:path';
import { isProgram, onPath } from '../../platform/find-program.ts';

const NAMES = ['redis-server', 'valkey-server'];

/** The server for the scratch Redis of a proof: on PATH, or where Suture installed one; null where there is none. */
export function findRedis(places: {
  path?: string | undefined;
  cacheFolder?: string | undefined;
}): string | null {
  const { path, cacheFolder } = places;
  const cached = cacheFolder
    ? NAMES.flatMap((name) => [join(cacheFolder, 'bin', name), join(cacheFolder, name)])
    : [];
  return onPath(NAMES, { PATH: path }) ?? cached.find(isProgram) ?? null;
}
