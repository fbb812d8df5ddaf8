import { patched } from '@temporalio/workflow';
import type { FixToRevert } from '../activities/fix-to-revert.ts';
import { briefly } from './steps.ts';

const SUMMARY = 'Remember that it was rolled back';

/** Remembers that a fix was rolled back. Heals and rollbacks that began before 0.1 remembered that do not. */
export async function rememberRollback(fix: FixToRevert): Promise<void> {
  if (patched('remembers-rollbacks')) {
    await briefly(SUMMARY).rememberRollback(fix);
  } else if (patched('remembers-taken-back')) {
    await briefly(SUMMARY).rememberTakenBack(fix);
  }
}
