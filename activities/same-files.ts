import type { CodeHost } from '../domain/ports/code-host.ts';

/** Whether files are the same at two commits; a file that is absent at both is. */
export async function sameFiles(
  codeHost: Pick<CodeHost, 'readFiles'>,
  one: string,
  other: string,
  paths: string[],
): Promise<boolean> {
  const [before, after] = await Promise.all([
    codeHost.readFiles(one, paths),
    codeHost.readFiles(other, paths),
  ]);
  return paths.every((path) => before[path] === after[path]);
}
