import type { DiscoveredFault, Frame } from '../../../domain/discovered.ts';
import { addPlaces } from '../../../domain/failure/add-places.ts';
import { discover } from '../../../domain/failure/discover.ts';
import { countedOfMessage, type Fingerprint, fingerprintOf } from '../../../domain/failure/fingerprint.ts';
import type { ServiceFiles } from '../../../domain/failure/read-frames.ts';
import type { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { createReadStack } from './read-stack.ts';

/** Analyses that are kept for the frames of one place: what else differs are routes, statuses and ways of reporting. */
const MOST = 200;
const NO_FRAMES: readonly Frame[] = [];

export interface Analysis {
  fingerprint: Fingerprint;
  fault: DiscoveredFault;
}

/** Groups a failure that no fault declares, and says what is known of its place. */
export type Analyse = (recording: Recording, service: ServiceRecord, files: ServiceFiles | null) => Analysis;

/** Analyses failures, each distinct one once: those of a storm differ in their values, which do not count. */
export function createAnalyse(): Analyse {
  const readStack = createReadStack();
  const known = new WeakMap<readonly Frame[], Map<string, Analysis>>();
  const numbers = new WeakMap<readonly Frame[], number>();
  let last = 0;
  /** Stands for frames in a key, which they are too long for. */
  const numberOf = (frames: readonly Frame[]) => {
    const number = numbers.get(frames) ?? ++last;
    numbers.set(frames, number);
    return number;
  };

  return (recording, service, files) => {
    const { kind, source, route, request, status, errorClass, sqlstate, errors, steps } = recording;
    const stack = recording.stack ?? errors[0]?.stack ?? null;
    const own = stack === null ? NO_FRAMES : readStack(stack, files);
    const message = recording.message || (errors[0]?.message ?? '');
    // A handler of errors that fails itself shows its own place alone: the mistake is where the error before it arose.
    const causes = errors
      .slice(1)
      .map(({ stack: text }) => (text === null ? NO_FRAMES : readStack(text, files)));
    const make = () => {
      const further = causes.flatMap((frames) => frames.filter(({ inApp }) => inApp));
      return analysed(recording, service, own, addPlaces(own, further), message);
    };
    // A statement is too long for a key.
    if (steps.length > 0) return make();
    const key = JSON.stringify([
      [
        service.name,
        service.definitionCommit,
        kind,
        source,
        route,
        request?.method,
        status,
        sqlstate,
        request?.body === undefined,
      ],
      [errorClass ?? errors[0]?.class, countedOfMessage(message, own), recording.release],
      causes.map(numberOf),
    ]);
    const analyses = known.get(own) ?? new Map<string, Analysis>();
    known.set(own, analyses);
    const found = analyses.get(key);
    if (found) return found;
    const analysis = make();
    analyses.set(key, analysis);
    if (analyses.size > MOST) analyses.delete(analyses.keys().next().value as string);
    return analysis;
  };
}

function analysed(
  recording: Recording,
  service: ServiceRecord,
  own: readonly Frame[],
  frames: readonly Frame[],
  message: string,
): Analysis {
  const { kind, errorClass, sqlstate, route, status, errors, steps } = recording;
  const failed = steps.findLast((step) => step.kind === 'sql' && step.error !== null);
  const fingerprint = fingerprintOf({
    service: service.name,
    kind,
    errorClass: errorClass ?? errors[0]?.class ?? null,
    message,
    sqlstate: sqlstate ?? (failed?.kind === 'sql' ? (failed.error?.code ?? null) : null),
    statement: failed?.kind === 'sql' ? failed.text : null,
    route,
    status,
    frames: own,
  });
  return { fingerprint, fault: discover(recording, fingerprint, frames, service) };
}
