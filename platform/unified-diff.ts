import { createTwoFilesPatch } from 'diff';

/** The change of some files, as `git apply` reads it. */
export function unifiedDiff(
  before: Readonly<Record<string, string>>,
  edits: readonly { path: string; content: string }[],
): string {
  return edits
    .map(({ path, content }) => {
      const old = before[path];
      return createTwoFilesPatch(
        old === undefined ? '/dev/null' : `a/${path}`,
        `b/${path}`,
        old ?? '',
        content,
      );
    })
    .join('');
}
