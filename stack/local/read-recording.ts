import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { ProbeRequest } from '../../domain/evidence.ts';

/** What a try takes from a recording, in the form of `POST /ingest/recordings`. */
const Recording = z.object({
  faultCode: z.string(),
  logLine: z.string().default(''),
  stack: z.string().nullable().default(null),
  request: ProbeRequest.nullable().default(null),
});
export type Recording = z.infer<typeof Recording>;

/** @throws SutureError `usage` for a file that is not there, is not JSON or is not a recording */
export function readRecording(file: string): Recording {
  const wrong = (why: string) => new SutureError('usage', `${file} is not a recording: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const { success, data, error } = Recording.safeParse(value);
  if (success) return data;
  throw wrong(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
