/** The files of a commit, by the last part of their paths. */
export interface FileIndex {
  has(path: string): boolean;
  named(name: string): readonly string[];
}

/** @param files paths from the repository's root */
export function indexFiles(files: readonly string[]): FileIndex {
  const paths = new Set(files);
  const byName = new Map<string, string[]>();
  for (const path of files) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const known = byName.get(name);
    if (known) known.push(path);
    else byName.set(name, [path]);
  }
  return { has: (path) => paths.has(path), named: (name) => byName.get(name) ?? [] };
}
