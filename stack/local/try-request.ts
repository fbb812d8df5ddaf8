import { discoveredFault } from '../../domain/discovered-fault.ts';
import type { Failure, ProbeRequest } from '../../domain/evidence.ts';
import { differentRecordings } from '../../domain/failure/different-recordings.ts';
import type { ProofSubject } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import type { FaultDefinition, ServiceDefinition } from '../../domain/service-definition.ts';
import { parseDefinition } from '../../domain/service-definition.ts';

/** One request that somebody wants to try, with what would be right. */
export interface TryRequest {
  request: ProbeRequest;
  /** Null: it is only looked whether the request fails. */
  expect: { status: number; body?: unknown } | null;
}

/** The code of a fault that nobody declared; it stands in no file. */
const CODE = 'TRIED_REQUEST';
/** How long one request may take, in milliseconds: beyond it counts as a hang. */
export const ANSWER_MS = 15_000;

/**
 * The fault that a request shows.
 * @param allowedFiles the files that a fix may change
 */
export function faultOfRequest(
  { request, expect }: TryRequest,
  { policy }: ServiceDefinition,
  allowedFiles: readonly string[],
): FaultDefinition {
  const { faults } = parseDefinition({
    name: 'tried',
    faults: [
      {
        code: CODE,
        title: `${request.method} ${request.path}`,
        route: request.path.replace(/\?.*$/s, ''),
        // None may be known before the fault was seen.
        allowedFiles: allowedFiles.length > 0 ? allowedFiles : ['package.json'],
        probe: { request, expect: expect ?? { status: 200 }, timeoutMs: ANSWER_MS },
        policy,
      },
    ],
  });
  return faults[0] as FaultDefinition;
}

/**
 * The fault that a recording shows, as a heal takes one that nobody declared.
 * @param allowedFiles the files that a fix may change
 */
export function faultOfRecording(
  recording: Recording,
  definition: ServiceDefinition,
  allowedFiles: readonly string[],
): FaultDefinition {
  const { request, kind, route } = recording;
  const shown = { code: CODE, title: titleOf(recording), kind, severity: 'high' as const };
  const place = { method: request?.method ?? null, route, frames: [], allowedFiles: [] };
  const fault = discoveredFault(definition, { ...shown, ...place }, recording);
  return { ...fault, allowedFiles: [...allowedFiles] };
}

/** What each recording of a file is for, as in a heal; null: none of a failure that nobody declared. */
export function recordedParts(
  recordings: readonly Recording[],
): (Pick<ProofSubject, 'good' | 'otherRoutes' | 'further'> & { recording: Recording }) | null {
  const failing = recordings.filter(({ good }) => !good);
  const [recording] = failing;
  if (!recording) return null;
  const good = recordings.filter((each) => each.good);
  const others = good.filter(({ route }) => route !== recording.route);
  return {
    recording,
    good: good.filter(({ route }) => route === recording.route),
    otherRoutes: [...new Map(others.map((each) => [each.route, each])).values()],
    further: differentRecordings(recording, failing),
  };
}

function titleOf({ request, route }: Recording): string {
  return request ? `${request.method} ${request.path}` : route;
}

/** The same evidence with the frames of allowed files first. */
export function allowedFramesFirst(failures: Failure[], allowedFiles: readonly string[]): Failure[] {
  return failures.map((failure) => ({
    ...failure,
    frames: [
      ...failure.frames.filter(({ path }) => allowedFiles.includes(path)),
      ...failure.frames.filter(({ path }) => !allowedFiles.includes(path)),
    ],
  }));
}
