import type { DiscoveredFault } from '../../domain/discovered.ts';
import { discoveredFault } from '../../domain/discovered-fault.ts';
import type { ProofSubject } from '../../domain/ports/prover.ts';
import { Recording } from '../../domain/recording.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { attached } from '../testing.ts';

/** A service of the fixture `field`, with its tables, as one that lives in a repository. */
function fieldDefinition(name: string, sql: string[]) {
  return parseDefinition({
    name: `field-${name}`,
    build: ['node', 'build.mjs', name],
    output: ['dist'],
    typecheck: false,
    test: false,
    start: ['node', '--enable-source-maps', 'dist/service.mjs'],
    health: '/up',
    database: sql.length > 0 ? { sql } : false,
    redis: false,
    heal: { allow: [`${name}/service.ts`] },
  });
}

/** A recording of it, with what every recording has. */
export function fieldRecording(given: Record<string, unknown>): Recording {
  return Recording.parse({
    service: 'field',
    key: 'one',
    route: '/',
    reason: 'status_500',
    logLine: '',
    latencyMs: 20,
    at: '2026-11-29T10:00:00.000Z',
    ...given,
  });
}

/** A failure that nobody declared, as the subject of a proof. */
export function fieldSubject(
  name: string,
  sql: string[],
  recording: Recording,
  commit: string,
): ProofSubject {
  const service = attached(fieldDefinition(name, sql));
  const found: DiscoveredFault = {
    service: service.name,
    code: 'ERR_0123456789AB',
    title: name,
    kind: recording.kind,
    severity: 'high',
    method: recording.request?.method ?? null,
    route: recording.route,
    reason: [],
    frames: [],
    allowedFiles: [`${name}/service.ts`],
    missing: [],
    base: '',
    routeTemplate: null,
    sql: null,
    source: 'recorder',
  };
  return { service, fault: discoveredFault(service.definition, found, recording), commit, recording };
}
