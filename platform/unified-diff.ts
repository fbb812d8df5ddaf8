import { createTwoFilesPatch } from 'diff';

/** The change of some files, as `git apply` reads it. */
export function unifiedDiff(
  before: Readonly<Record<string, string>>,
  edits: readonly { path: string; content: string }[],
): string {
  return edits
    .map(({ path, content }) => createTwoFilesPatch(`a/${path}`, `b/${path}`, before[path] ?? '', content))
    .join('');
}
