import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The most files that are looked at. */
const MOST = 20_000;

/** The files of a worktree, without packages. */
export interface SourceFolder {
  /** Paths relative to the folder, sorted. */
  files: string[];
  /** The text of a file; null where there is none. */
  read(path: string): string | null;
}

/** Reads the names of all files below a folder; their texts when they are asked for. */
export function openSourceFolder(folder: string): SourceFolder {
  const files: string[] = [];
  const look = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.name === 'node_modules' || entry.name === '.git' || files.length > MOST) continue;
      if (entry.isDirectory()) look(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  look('');
  const known = new Set(files.sort());
  return {
    files,
    read: (path) =>
      known.has(path) && statSync(join(folder, path)).size < 1_000_000
        ? readFileSync(join(folder, path), 'utf8')
        : null,
  };
}
