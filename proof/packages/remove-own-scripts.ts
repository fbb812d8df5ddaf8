import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes the scripts that run at an installation out of the repository's own package.json files: they need its sources, which are
 * not here. What they build is built later.
 * @param fresh the folder with the packages
 * @param own what lies in it of the checkout
 */
export async function removeOwnScripts(fresh: string, own: string[]): Promise<void> {
  for (const path of own.filter((each) => /(^|\/)package\.json$/.test(each))) {
    const file = JSON.parse(await readFile(join(fresh, path), 'utf8'));
    if (!file.scripts) continue;
    for (const name of [
      'preinstall',
      'install',
      'postinstall',
      'prepublish',
      'preprepare',
      'prepare',
      'postprepare',
    ])
      delete file.scripts[name];
    await writeFile(join(fresh, path), JSON.stringify(file));
  }
}
