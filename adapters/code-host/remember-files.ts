import type { CodeHost } from '../../domain/ports/code-host.ts';

/** What is kept of one repository, in characters. Several steps of a heal read the same few files. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Reads each file of a commit once: what a commit holds never changes. Those read longest ago are dropped. */
export function rememberFiles(host: CodeHost, mostCharacters = MOST_CHARACTERS): CodeHost {
  // In the order of last use; null for a file that is not in the commit.
  const known = new Map<string, string | null>();
  let characters = 0;
  const keyOf = (commit: string, path: string) => `${commit}:${path}`;
  const sizeOf = (key: string, text: string | null) => key.length + (text?.length ?? 0);

  function recall(key: string): string | null | undefined {
    const text = known.get(key);
    if (text === undefined) return undefined;
    known.delete(key);
    known.set(key, text);
    return text;
  }

  function keep(key: string, text: string | null): void {
    if (known.has(key)) return;
    known.set(key, text);
    characters += sizeOf(key, text);
    for (const [oldest, its] of known) {
      if (characters <= mostCharacters) return;
      known.delete(oldest);
      characters -= sizeOf(oldest, its);
    }
  }

  return {
    ...host,
    async readFiles(commit, paths) {
      const files: Record<string, string> = {};
      const missing: string[] = [];
      for (const path of paths) {
        const text = recall(keyOf(commit, path));
        if (text === undefined) missing.push(path);
        else if (text !== null) files[path] = text;
      }
      // Without paths the question is whether the commit exists.
      if (missing.length === 0 && paths.length > 0) return files;
      const read = await host.readFiles(commit, missing);
      for (const path of missing) keep(keyOf(commit, path), read[path] ?? null);
      return { ...files, ...read };
    },
  };
}
