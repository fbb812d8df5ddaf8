import { readFileSync } from 'node:fs';
import { SutureError } from '../../domain/errors.ts';
import { Recording } from '../../domain/recording.ts';

/**
 * The recordings of a file: one, or a list of them, as `suture recording export` and `suture recording show --json` write them.
 * @throws SutureError `usage` for a file that is not there, is not JSON or holds something else
 */
export function readRecordings(file: string): Recording[] {
  const wrong = (why: string) => new SutureError('usage', `${file} is not a recording: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  return (Array.isArray(value) ? value : [value]).map((each) => {
    const { success, data, error } = Recording.safeParse(each);
    if (success) return data;
    throw wrong(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  });
}
