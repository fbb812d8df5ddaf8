import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Calls `onChange` whenever the branch may have moved: at a change below the repository's refs or of its packed
 * refs, and every `pollMs`, since a file system may not report changes. Returns what ends it.
 */
export function watchBranch(
  gitDirectory: string,
  branch: string,
  pollMs: number,
  onChange: () => void,
): () => void {
  const watchers: FSWatcher[] = [];
  for (const folder of [gitDirectory, dirname(join(gitDirectory, 'refs/heads', branch))]) {
    try {
      watchers.push(watch(folder, onChange).on('error', () => {}));
    } catch {
      // The folder may not exist yet, or the system has no watch left: the poll sees the change.
    }
  }
  const timer = setInterval(onChange, pollMs);
  return () => {
    clearInterval(timer);
    for (const watcher of watchers) watcher.close();
  };
}
