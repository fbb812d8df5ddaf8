import { commitOf } from '../commit-of.ts';
import { firstWords } from '../cut-words.ts';
import type { DiscoveredFault, Frame } from '../discovered.ts';
import { mayChange } from '../may-change.ts';
import type { Recording } from '../recording.ts';
import type { ServiceRecord } from '../service.ts';
import type { ServiceDefinition, Severity } from '../service-definition.ts';
import type { Fingerprint } from './fingerprint.ts';

/** Files that a fix of one fault may change, at most. */
const MOST_FILES = 10;
const LONGEST = 200;
const WORDS = { error: 'Error', crash: 'Crash', hang: 'No answer', exhaustion: 'Exhaustion' } as const;

/** A fault that no definition declares, from its first recording. */
export function discover(
  recording: Recording,
  fingerprint: Fingerprint,
  frames: readonly Frame[],
  { definition, definitionCommit: commit }: Pick<ServiceRecord, 'definition' | 'definitionCommit'>,
): DiscoveredFault {
  const { service, kind, request, route } = recording;
  return {
    service,
    code: fingerprint.code,
    title: titleOf(recording, frames),
    kind,
    severity: severityOf(recording),
    method: request?.method.toUpperCase() ?? null,
    route,
    base: fingerprint.base,
    routeTemplate: fingerprint.route,
    sql: fingerprint.sql,
    source: recording.source,
    reason: fingerprint.reason,
    frames: [...frames],
    allowedFiles: allowedFiles(frames, definition),
    missing: missingIn(recording, frames, commit),
  };
}

function titleOf({ errorClass, kind, status, request, route }: Recording, frames: readonly Frame[]): string {
  const what = errorClass ?? (kind === 'error' && status !== null ? `Answer ${status}` : WORDS[kind]);
  const where = placeIn(frames) ?? `on ${request ? `${request.method.toUpperCase()} ` : ''}${route}`;
  const named = kind === 'error' || errorClass === null ? what : `${WORDS[kind]}: ${what}`;
  return firstWords(`${named} ${where}`.replace(/\s+/g, ' '), LONGEST);
}

/** Function and file of the innermost frame of the service's code; null without such a frame. */
function placeIn(frames: readonly Frame[]): string | null {
  const place = frames.find(({ inApp }) => inApp);
  return place ? `in ${place.function ? `${place.function}, ` : ''}${place.file}` : null;
}

/** By effect: what ends the process, or takes its resources, fails every request. */
function severityOf({ kind }: Recording): Severity {
  if (kind === 'crash' || kind === 'exhaustion') return 'critical';
  return kind === 'hang' ? 'high' : 'medium';
}

/** Files of the in-app frames that the service lets a fix change. */
function allowedFiles(frames: readonly Frame[], definition: ServiceDefinition | null): string[] {
  if (!definition) return [];
  const files = frames.filter(({ inApp, mapped }) => inApp && mapped).map(({ file }) => file);
  const root = definition.root ?? '';
  return [...new Set(files)].filter((file) => mayChange(definition.heal, root, file)).slice(0, MOST_FILES);
}

/** What a replay lacks, a sentence each. @param known the commit whose files are known */
function missingIn(
  { source, request, steps, release }: Recording,
  frames: readonly Frame[],
  known: string | null,
): string[] {
  const missing: string[] = [];
  if (!request) missing.push('The report names no request, so none can be replayed.');
  else if (source === 'otlp' && !/^(?:GET|HEAD|OPTIONS)$/i.test(request.method)) {
    missing.push('OpenTelemetry reports no body of a request, so this one cannot be replayed as it was.');
  }
  if (request && source !== 'otlp' && lacksBody(request)) {
    missing.push('The report does not hold the body of the request, so it cannot be replayed as it was.');
  }
  if (source !== 'recorder' && steps.length === 0) {
    missing.push(
      'The report holds no rows and no answers of upstreams. Run the service with the recorder to have them.',
    );
  }
  const doubt = doubtOf(release, known);
  if (doubt !== null) missing.push(doubt);
  return [...missing, ...unmappedIn(frames)];
}

const UNMAPPED = " of the frames of the service's code are in no file of the repository.";

function unmappedIn(frames: readonly Frame[]): string[] {
  const unmapped = frames.filter(({ inApp, mapped }) => inApp && !mapped).length;
  return unmapped > 0 ? [`${unmapped}${UNMAPPED}`] : [];
}

/** A fault whose frames were looked up again, as in the source maps of its build. */
export function withFrames(
  fault: DiscoveredFault,
  frames: readonly Frame[],
  definition: ServiceDefinition | null,
): DiscoveredFault {
  const [before, now] = [fault.frames, frames].map((own) => placeIn(own));
  return {
    ...fault,
    title: before && now ? fault.title.replace(before, () => now).slice(0, LONGEST) : fault.title,
    frames: [...frames],
    allowedFiles: allowedFiles(frames, definition),
    missing: [...fault.missing.filter((each) => !each.endsWith(UNMAPPED)), ...unmappedIn(frames)],
  };
}

/** The request had a body, by its headers, that was not reported. */
function lacksBody({ body, headers }: NonNullable<Recording['request']>): boolean {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const had = named.some(
    ([name, value]) => name === 'transfer-encoding' || (name === 'content-length' && Number(value) > 0),
  );
  return had && body === undefined;
}

/** Why the frames may not be those of the code that failed; null: they are. */
function doubtOf(release: string | null, known: string | null): string | null {
  if (release === null) return 'The report names no release, so the newest commit is taken.';
  const named = release.slice(0, LONGEST);
  const commit = commitOf(release);
  if (commit === null) return `The release ${named} names no commit, so the newest commit is taken.`;
  if (known === null || known.startsWith(commit)) return null;
  return `The report is of the commit ${commit.slice(0, 10)}; its frames are looked up in ${known.slice(0, 10)}, the newest that is known.`;
}
