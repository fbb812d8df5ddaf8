import { commitOf } from '../domain/commit-of.ts';
import { SutureError } from '../domain/errors.ts';
import { addPlaces } from '../domain/failure/add-places.ts';
import { withFrames } from '../domain/failure/discover.ts';
import { indexFiles } from '../domain/failure/file-index.ts';
import { placeOf, type StackFrame } from '../domain/failure/place-of.ts';
import { readFrames } from '../domain/failure/read-frames.ts';
import type { Incident } from '../domain/incident.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { BuiltStack, ProofContext, Prover } from '../domain/ports/prover.ts';
import type { Recording } from '../domain/recording.ts';
import { readyService, type Service, type ServiceRecord } from '../domain/service.ts';
import { parseStack } from '../platform/parse-stack.ts';
import type { Store } from '../store/store.ts';
import { definitionAt } from './read-definition.ts';

/** Frames of one stack that are kept. */
const MOST = 100;

export interface MapDeps {
  store: Pick<Store, 'discoveredFault' | 'recordingFor' | 'serviceFiles' | 'saveDiscoveredFault' | 'addNote'>;
  codeHosts: CodeHosts;
  prover: Pick<Prover, 'mapFrames'>;
}

/**
 * Looks the frames of an undeclared fault up in the source maps of the build that failed: of the commit that its report
 * names, else of the newest. Keeps the files, lines and functions that they name, and what a fix may change by them.
 * @param key of the note that says what was found
 */
export async function mapFrames(
  { store, codeHosts, prover }: MapDeps,
  record: ServiceRecord,
  { id, error_code: code }: Pick<Incident, 'id' | 'error_code'>,
  key: string,
  context: ProofContext,
): Promise<void> {
  if (!prover.mapFrames) return;
  const service = readyService(record);
  const fault = await store.discoveredFault(service.name, code);
  // A place that is known is not looked up twice.
  const open = fault?.frames.some(({ inApp, mapped, why }) => inApp && (!mapped || why !== null)) ?? false;
  const recording = open ? await store.recordingFor(id) : null;
  const raw = recording ? framesIn(recording) : null;
  if (!fault || !recording || !raw) return;

  const named = recording.release === null ? null : commitOf(recording.release);
  const isHead = named !== null && service.definitionCommit.startsWith(named);
  const commit = named === null || isHead ? service.definitionCommit : named;
  const built: BuiltStack = { frames: raw, isReleased: named !== null };
  const index = indexFiles((await store.serviceFiles(service.name))?.files ?? []);
  const plain = readFrames(raw, { index, root: service.definition.root ?? '' });
  let found: Awaited<ReturnType<NonNullable<Prover['mapFrames']>>>;
  try {
    const subject = { service: await serviceAt(codeHosts, record, commit), commit };
    found = await prover.mapFrames(subject, built, context);
  } catch (error) {
    if (!(error instanceof SutureError) || error.retryable) throw error;
    const why = `No source map of ${commit.slice(0, 10)} can be asked: ${error.message}`;
    await store.addNote({ incidentId: id, key, message: why.slice(0, 1_000) });
    return;
  }
  const frames = plain.map((frame, at) => found[at] ?? frame);
  const changed = withFrames(fault, frames, service.definition);
  await store.saveDiscoveredFault(changed);
  const place = frames.find(({ inApp }) => inApp);
  const mapped = found.filter((frame) => frame?.mapped).length;
  if (!place || found.every((frame) => frame === null)) return;
  const where = `${place.function ?? 'a function without a name'} in ${place.file}:${place.line ?? '?'}`;
  const message = place.mapped
    ? `By the build of ${commit.slice(0, 10)}, ${mapped} frames are in files of the repository; the innermost is ${where}.`
    : `The innermost frame of the service's code has no file: ${place.why}`;
  await store.addNote({ incidentId: id, key, message });
}

/** The frames of a failure, and behind them those of the service's code in its causes; null: no stack is recorded. */
function framesIn({ stack, errors }: Recording): StackFrame[] | null {
  const own = stack ?? errors[0]?.stack ?? null;
  if (own === null) return null;
  const causes = errors.slice(1).flatMap((each) => (each.stack === null ? [] : parseStack(each.stack)));
  const further = causes.filter(({ file }) => placeOf(file).foreign === null);
  return addPlaces(parseStack(own), further).slice(0, MOST);
}

/** A commit may be older than the `suture.yaml`; it is built as the newest says. */
async function serviceAt(codeHosts: CodeHosts, record: ServiceRecord, commit: string): Promise<Service> {
  try {
    return await definitionAt(codeHosts, record, commit);
  } catch (error) {
    if (error instanceof SutureError && /^(?:definition_missing|invalid_definition)$/.test(error.type)) {
      return readyService(record);
    }
    throw error;
  }
}
