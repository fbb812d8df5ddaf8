import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reproduction } from '../../domain/ports/prover.ts';

/**
 * Whether the recorded failure is an error that the service's own code throws with a `throw` of its own: it refuses on
 * purpose, so an answer of success would hide the refusal.
 * @param folder the unchanged worktree
 */
export async function isThrownOnPurpose(folder: string, { failures }: Reproduction): Promise<boolean> {
  const [frame] = failures[0]?.frames ?? [];
  if (!frame) return false;
  const text = await readFile(join(folder, frame.path), 'utf8').catch(() => '');
  return /\bthrow\s/.test(text.split('\n')[frame.line - 1] ?? '');
}
