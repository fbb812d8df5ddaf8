import type { FileVersion, Verdict } from '../domain/fix.ts';

/** The edits of a candidate, and the test that its proof adds to them. */
export function withTest(
  edits: readonly FileVersion[],
  verdicts: readonly Verdict[],
  candidateId: string,
): FileVersion[] {
  const file = verdicts.find((verdict) => verdict.candidateId === candidateId)?.addedTest?.file;
  return file ? [...edits, file] : [...edits];
}

/** A test that was added with a fix, for the change that reverts the fix: it is skipped, since the failure is back. */
export function skippedTest({ path, content }: FileVersion): FileVersion {
  const calls = content.replace(/^(\s*)(test|it|specify)\(/gm, '$1$2.skip(');
  return { path, content: calls };
}
