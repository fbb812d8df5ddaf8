import type { Candidate, Verdict } from './fix.ts';
import type { PowerKind } from './power.ts';

/** Templates of the engine that answer what a lookup does not find as the service answers it elsewhere. */
const REFUSALS: readonly string[] = ['refuse-absent'];
/** What such an answer needs: an error of the framework, or the status and the body of the response. Nothing may show that it is right. */
const OF_A_REFUSAL: readonly PowerKind[] = ['module', 'global', 'member', 'answer'];

/**
 * Whether a proven fix ends the search for one that can do no more than the code before. A fix without powers does. So does a
 * "not found" of the engine for a fault that nobody declared: the right kind of answer counts more there than its powers, since
 * a fix without them often answers something empty, and a person decides in either case.
 */
export function endsSearch(
  { provider, templates }: Pick<Candidate, 'provider' | 'templates'>,
  { proven, powers = [] }: Pick<Verdict, 'proven' | 'powers'>,
  isUndeclared: boolean,
): boolean {
  if (!proven) return false;
  if (powers.length === 0) return true;
  const refuses =
    provider === 'repair' && templates.length > 0 && templates.every((name) => REFUSALS.includes(name));
  return isUndeclared && refuses && powers.every(({ kind }) => OF_A_REFUSAL.includes(kind));
}

/** Candidates that are tried behind one that is proven and can do more than the code before. */
const FURTHER = 5;
/** How long these may take together, in milliseconds. A proof takes some three seconds, of a service that compiles at each start minutes. */
const FURTHER_MS = 60_000;

/** Whether another candidate is tried behind one that is proven, after these were. */
export function triesFurther(tried: readonly Pick<Verdict, 'durationMs'>[]): boolean {
  const tookMs = tried.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return tried.length < FURTHER && tookMs < FURTHER_MS;
}
