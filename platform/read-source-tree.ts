import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceTree } from '../domain/detection/source-tree.ts';
import { readYaml } from './read-yaml.ts';

/** Longer files are no source that somebody wrote, in bytes. */
const LONGEST = 1024 * 1024;

/**
 * The files of a folder as they lie there: those that git knows or would take in, or all of them where it is no repository.
 * @param folder the root of a repository, or of a checkout
 */
export function readSourceTree(folder: string): SourceTree {
  const paths = trackedFiles(folder) ?? allFiles(folder);
  return treeOf(paths, (path) => readText(join(folder, path)));
}

/**
 * The files of a checkout, which may lie inside another repository. Links are left out: they may lead anywhere.
 * @param folder the root of the checkout
 */
export function readCheckout(folder: string): SourceTree {
  const paths = allFiles(folder);
  const listed = new Set(paths);
  return treeOf(paths, (path) => (listed.has(path) ? readText(join(folder, path)) : null));
}

function treeOf(paths: string[], readFile: (path: string) => string | null): SourceTree {
  const texts = new Map<string, string | null>();
  const read = (path: string) => {
    if (!texts.has(path)) texts.set(path, readFile(path));
    return texts.get(path) ?? null;
  };
  return {
    paths,
    read,
    readYaml(path) {
      const text = read(path);
      if (text === null) return null;
      try {
        return readYaml(text, path);
      } catch {
        return null;
      }
    },
  };
}

/** Null where the folder is not in a repository, or git is not there. */
function trackedFiles(folder: string): string[] | null {
  const listed = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * LONGEST,
  });
  return listed.status === 0 ? listed.stdout.split('\0').filter(Boolean) : null;
}

function allFiles(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) return [path];
    return entry.isDirectory() && !/^(node_modules|\.git)$/.test(entry.name) ? allFiles(folder, path) : [];
  });
}

/** Null for what is absent, too long, or no file. */
function readText(file: string): string | null {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= LONGEST ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}
