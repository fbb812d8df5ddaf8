import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { indexFiles } from '../../domain/failure/file-index.ts';
import { mapFile } from '../../domain/failure/map-file.ts';
import type { ServiceFiles } from '../../domain/failure/read-frames.ts';
import { readCheckout } from '../../platform/read-source-tree.ts';
import type { Worktree } from '../worktree.ts';

const SCRIPT = /\.[cm]?js$/;

/** The files of a commit, and those that its build writes. */
export interface BuiltFiles {
  sources: ServiceFiles;
  /** The built file that a path of a container names, from the repository's root; null: none, or several may be it. */
  find(path: string): string | null;
}

/** Sorts the files of a worktree that was built. */
export function builtFilesOf({ folder, output, loose, definition }: Worktree): BuiltFiles {
  const root = definition.root === '.' ? '' : definition.root;
  const folders = output.map((path) => join(path));
  const written = (path: string) =>
    loose.includes(path) || folders.some((each) => path.startsWith(`${each}/`));
  const sources = readCheckout(folder).paths.filter((path) => !written(path));
  const index = indexFiles(builtScripts({ folder, output, loose }));
  return {
    sources: { index: indexFiles(sources), root },
    find(path) {
      const found = mapFile(path, index, root);
      if ('file' in found) return found.file;
      // An image may hold the content of the folder only: `/app/server.js` is `dist/server.js`.
      const name = path.slice(path.lastIndexOf('/') + 1);
      const fits = index.named(name).filter((file) => {
        const own = folders.find((each) => file.startsWith(`${each}/`));
        return own !== undefined && `/${path}`.endsWith(file.slice(own.length));
      });
      return fits.length === 1 ? (fits[0] ?? null) : null;
    },
  };
}

/** The scripts that the build of a worktree wrote, from the repository's root. */
export function builtScripts({
  folder,
  output,
  loose,
}: Pick<Worktree, 'folder' | 'output' | 'loose'>): string[] {
  const files = [...output.flatMap((each) => filesIn(folder, join(each))), ...loose];
  return files.filter((path) => SCRIPT.test(path));
}

function filesIn(root: string, below: string): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    if (entry.isFile()) return [path];
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesIn(root, path) : [];
  });
}
