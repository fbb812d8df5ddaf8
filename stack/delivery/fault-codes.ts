import { faultCodesOf } from '../../domain/pipeline.ts';
import type { BranchCommit } from './repository.ts';

/** The fault codes that the subjects of these commits name, each once. */
export function faultCodesIn(commits: BranchCommit[]): string[] {
  return [...new Set(commits.flatMap(({ subject }) => faultCodesOf(subject)))];
}
