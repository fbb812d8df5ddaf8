import type { Failure, ProbeRequest } from '../../domain/evidence.ts';
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
