import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * npm packages cannot carry symbolic links: those between PostgreSQL's libraries are made after the installation,
 * from the list that the package brings. Its own script does that, which newer npm does not run. Doing it again changes
 * nothing.
 * @param {string} home of the package for this platform
 */
export function linkPostgres(home) {
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(home, target);
    if (!existsSync(link)) {
      rmSync(link, { force: true });
      symlinkSync(relative(dirname(target), source), link);
    }
  }
}
