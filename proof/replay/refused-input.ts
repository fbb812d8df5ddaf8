import type { Recording } from '../../domain/recording.ts';
import { nameOf, partsOf } from '../ladder/near/request-parts.ts';

/** PostgreSQL's classes 22 and 23: what it objects to is a value. */
const VALUES = /^2[23]/;
/** The same, and that there is no column, table, function or type of a name. */
const VALUES_AND_NAMES = /^(?:2[23]|42703|42P01|42883|42704)/;

type Recorded = Pick<Recording, 'request' | 'steps'> | null | undefined;

/** The SQLSTATEs by which the database objects to the input of a recorded request: to names as well, where the request holds the name. */
export function refusedInput(recording: Recorded): RegExp {
  return namesUnknown(recording) ? VALUES_AND_NAMES : VALUES;
}

/** The parts of a recorded request that hold a name which the database does not know; empty: none does. */
export function namingParts({ request, steps = [] }: NonNullable<Recorded>): string[] {
  if (!request) return [];
  const unknown = new Set(
    steps.flatMap((step) => {
      if (step.kind !== 'sql' || !step.error || VALUES.test(step.error.code ?? '')) return [];
      // `column o.colour does not exist`
      const named = step.error.message.matchAll(/"([^"]+)"|\b(?:column|function|type) ([\w.]+)/g);
      return [...named].map(([, quoted, plain]) => quoted ?? plain?.split('.').at(-1) ?? '');
    }),
  );
  const parts = partsOf(request).filter(({ at, value }) =>
    [...at, value].some((one) => unknown.has(String(one))),
  );
  return parts.map(nameOf);
}

const namesUnknown = (recording: Recorded) => recording && namingParts(recording).length > 0;
