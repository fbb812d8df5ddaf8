import { DRIVERS, findOtherDatabases } from './find-database.ts';
import { type Place, uses } from './place.ts';

/** The databases of a service that a sandbox does not have, and what that means for its failures; a sentence each. */
export function unreplayedDatabases(place: Place): string[] {
  const hasPostgres = DRIVERS.some((name) => uses(place, name));
  return findOtherDatabases(place).map(({ value, because }) => {
    if (hasPostgres) {
      return `The sandbox has PostgreSQL and no ${value}, for which ${because.replace(/ depends on /, ' has ')}: a failure that needs data from there is not reproduced.`;
    }
    const shown = because.endsWith(' mysql2')
      ? ' The incident shows what the failing request asked and was answered.'
      : '';
    return `The service uses ${value}, since ${because}, and no sandbox has it: a failure that needs its data is not reproduced, and gets no fix.${shown}`;
  });
}
