/** A commit, as SDKs name it: alone, or behind the name of the service. */
const COMMIT = /(?:^|[@+:])([0-9a-f]{7,40})$/i;

/** The commit that a release names, in lower case and perhaps short; null for a version or any other text. */
export function commitOf(release: string): string | null {
  return COMMIT.exec(release)?.[1]?.toLowerCase() ?? null;
}
