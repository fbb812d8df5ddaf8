/** Paths that answer reports of programs, each with a key or a signature of its own, and show nothing. */
const INTAKE = /^\/(?:ingest|(?:[^/]+\/)?api\/[^/]+\/envelope|v1)\//;

/** @param path without or with its query */
export function isIntake(path: string): boolean {
  return INTAKE.test(path);
}
