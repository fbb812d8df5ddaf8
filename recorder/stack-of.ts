import type { Asked } from './asked.ts';
import { framesOf, hasOwnFrame } from './place-of.ts';

/**
 * The stack of an error. An error that a client of a database was called back with has no frame of the service's code: behind
 * its stack stands the place where the code asked for what failed.
 * @param steps what the request asked
 */
export function stackOf(error: Error, steps: readonly Asked[]): string | null {
  const { stack } = error;
  if (!stack || hasOwnFrame(stack)) return stack ?? null;
  const place = steps.findLast((step) => step.place && isFailureOf(step, error))?.place;
  const frames = place ? framesOf(place) : '';
  return frames ? `${stack}\n${frames}` : stack;
}

/** Whether a step failed with an error, or with one that the error was made of. */
function isFailureOf(step: Asked, error: Error): boolean {
  if (step.error === error) return true;
  const { message } = step.error instanceof Error ? step.error : { message: '' };
  return message !== '' && error.message.includes(message);
}
