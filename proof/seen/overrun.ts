import type { Stage } from '../stage.ts';

/** What the preloaded program reports in place of the rest (`proof/sandbox/preload/main.cjs`). */
export const UNLISTED = 'more than can be listed';

/**
 * What the witnesses of a stage could not follow, as the end of "the service …"; null when they saw all.
 * @param did what the preloaded program reported
 */
export function overrunOf(stage: Stage, did: readonly string[]): string | null {
  const statements = stage.database?.witness.overrun();
  if (statements) return `sent ${statements} to the database`;
  const commands = stage.redis?.overrun();
  if (commands) return `sent ${commands} to Redis`;
  const dials = stage.groups.map(({ wayOut }) => wayOut.relay.overrun()).find(Boolean);
  if (dials) return `dialled ${dials}`;
  return did.includes(UNLISTED) ? `did ${UNLISTED}` : null;
}
