import { findOtherDatabases } from './find-database.ts';
import type { Place } from './place.ts';

/** The databases of a service that a sandbox does not have, and what that means for its failures; a sentence each. */
export function unreplayedDatabases(place: Place): string[] {
  return findOtherDatabases(place).map(({ value, because }) => {
    const shown = because.endsWith(' mysql2')
      ? ' The incident shows what the failing request asked and was answered.'
      : '';
    return `The service uses ${value}, since ${because}, and no sandbox has it: a failure that needs its data is not reproduced, and gets no fix.${shown}`;
  });
}
