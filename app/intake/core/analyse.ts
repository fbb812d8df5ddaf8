import type { DiscoveredFault, Frame } from '../../../domain/discovered.ts';
import { discover } from '../../../domain/failure/discover.ts';
import { type Fingerprint, fingerprintOf } from '../../../domain/failure/fingerprint.ts';
import { readFrames, type ServiceFiles } from '../../../domain/failure/read-frames.ts';
import type { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { parseStack } from '../../../platform/parse-stack.ts';

export interface Analysis {
  fingerprint: Fingerprint;
  fault: DiscoveredFault;
}

/** Groups a failure that no fault declares, and says what is known of its place. */
export function analyse(recording: Recording, service: ServiceRecord, files: ServiceFiles | null): Analysis {
  const { kind, errorClass, message, sqlstate, route, status, errors, steps } = recording;
  const stack = recording.stack ?? errors[0]?.stack ?? null;
  const own = stack === null ? [] : readFrames(parseStack(stack), files);
  const failed = steps.findLast((step) => step.kind === 'sql' && step.error !== null);
  const fingerprint = fingerprintOf({
    service: service.name,
    kind,
    errorClass: errorClass ?? errors[0]?.class ?? null,
    message: message || (errors[0]?.message ?? ''),
    sqlstate: sqlstate ?? (failed?.kind === 'sql' ? (failed.error?.code ?? null) : null),
    statement: failed?.kind === 'sql' ? failed.text : null,
    route,
    status,
    frames: own,
  });
  const frames = own.some(({ inApp }) => inApp) ? own : [...own, ...framesOfCauses(recording, files)];
  return { fingerprint, fault: discover(recording, fingerprint, frames, service.definition) };
}

/** Where the error itself shows no code of the service, its causes may. */
function framesOfCauses({ errors }: Recording, files: ServiceFiles | null): Frame[] {
  return errors
    .slice(1)
    .flatMap(({ stack }) => (stack ? readFrames(parseStack(stack), files) : []))
    .filter(({ inApp }) => inApp);
}
