import type { DiscoveredFault } from './discovered.ts';
import { likelyFiles } from './failure/likely-files.ts';
import { FaultPolicy } from './fault-policy.ts';
import { mayChange } from './may-change.ts';
import type { RecordedRequest, Recording } from './recording.ts';
import type { FaultDefinition, HttpProbe, ServiceDefinition } from './service-definition.ts';

/** An answer that takes longer than this counts as missing, in milliseconds; a limit of the service's own for a slow upstream is shorter. */
const HANGS_MS = 8_000;
/** How many times as long as the recorded failure an answer may take. */
const TIMES = 5;
/** Files that a fix may change, at most: what a person reads. */
const MOST_FILES = 12;
/** Files in which a caller is looked for that no frame names. */
const MOST_CALLERS = 4;
/** What holds no code that answers requests, unless a frame names it. */
const NO_PROGRAM =
  /\.sql$|\.d\.[cm]?ts$|(?:^|\/)(?:scripts?|tools?)\/|(?:^|\/)[^/]*\.config\.[^/]+$|^build\.[cm]?[jt]s$/;

/** What the errors that arrived show of a fault. */
type ShownFault = Pick<
  DiscoveredFault,
  'code' | 'title' | 'kind' | 'severity' | 'method' | 'route' | 'frames' | 'allowedFiles'
>;

/**
 * A fault that no `suture.yaml` declares, as the heal takes it. Its probe is the recorded request, of which nobody said what
 * is right: the failure must be gone.
 * @param recording the newest one; null where only an error without its request is known
 * @param files those of the repository; the likeliest may be changed where no frame names one, as in a request that hangs
 */
export function discoveredFault(
  definition: Pick<ServiceDefinition, 'heal' | 'root' | 'policy'>,
  found: ShownFault,
  recording: Pick<Recording, 'request' | 'latencyMs' | 'kind'> | null,
  files: readonly string[] = [],
): FaultDefinition {
  const { code, title, kind, severity, method, route, frames, allowedFiles } = found;
  const inApp = frames.filter((frame) => frame.inApp && frame.mapped).map(({ file }) => file);
  const root = definition.root === '.' || definition.root === null ? '' : definition.root;
  const may = (path: string) => mayChange(definition.heal, root, path) && !NO_PROGRAM.test(path);
  const named = [...new Set([...allowedFiles, ...inApp])].filter((path) =>
    mayChange(definition.heal, root, path),
  );
  const likely = () => likelyFiles(files.filter(may), { frames, route });
  const allowed = named.length === 0 ? likely() : kind === 'crash' ? withCallers(named, likely()) : named;
  return {
    code,
    type: kind === 'error' ? 'discovered' : kind,
    title,
    severity,
    route,
    logMarker: code,
    allowedFiles: allowed.slice(0, MOST_FILES),
    baselineFile: null,
    probe: recordedProbe(recording, { method: method ?? 'GET', path: route, headers: {} }),
    // A recorded request fails each time, or its circumstances are not recorded.
    assurance: { successRate: 0.5, confidence: 0.75 },
    policy: FaultPolicy.parse({ ...definition.policy }),
  };
}

/** What nobody waited for has no frame of who started it: that may be in any likely file. */
function withCallers(named: string[], likely: string[]): string[] {
  return [...new Set([...named, ...likely.slice(0, MOST_CALLERS)])];
}

/**
 * The probe that repeats a recorded request and expects that it does not fail.
 * @param otherwise the request where none is recorded
 */
export function recordedProbe(
  recording: Pick<Recording, 'request' | 'latencyMs' | 'kind'> | null,
  otherwise: RecordedRequest,
): HttpProbe {
  const request = recording?.request ?? otherwise;
  return {
    kind: 'http',
    request: { ...request, headers: sendable(request.headers) },
    expect: null,
    timeoutMs: limitOf(recording),
    production: false,
  };
}

/** True for a fault of which nobody said what is right, so that its fix goes before a person. */
export function isUndeclared({ probe }: Pick<FaultDefinition, 'probe'>): boolean {
  return probe.kind === 'http' && probe.expect === null;
}

function limitOf(recording: Pick<Recording, 'latencyMs' | 'kind'> | null): number {
  if (!recording || recording.kind === 'hang') return HANGS_MS;
  return Math.max(HANGS_MS, Math.min(60_000, Math.ceil(recording.latencyMs * TIMES)));
}

/** Of the connection, or written anew for what is sent. */
const NOT_SENT = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'expect',
]);

function sendable(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_SENT.has(name.toLowerCase())));
}
