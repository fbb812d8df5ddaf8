import { calledFiles, filesToAsk } from '../domain/failure/called-files.ts';
import { saysSo } from '../domain/failure/says-so.ts';
import type { Incident } from '../domain/incident.ts';
import { mayChange } from '../domain/may-change.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Service } from '../domain/service.ts';
import type { Store } from '../store/store.ts';

export interface CalledDeps {
  store: Pick<Store, 'discoveredFault' | 'serviceFiles' | 'saveDiscoveredFault' | 'recordingFor'>;
  codeHosts: CodeHosts;
}

/** Files that are looked through for what takes connections of a pool, at most. */
const MOST_LOOKED_THROUGH = 200;
/**
 * Takes one that somebody has to give back, as `pg`, `mysql2`, `generic-pool` and `postgres` name it: its result is kept, or it calls
 * back. What a client of its own does, such as `await client.connect();`, keeps nothing.
 */
const TAKES_CONNECTION =
  /(?:=|\breturn)\s*(?:await\s+)?[\w$.#]+\.(?:connect|getConnection|acquire|reserve)\(\s*\)|\.(?:connect|getConnection|acquire)\(\s*(?:async\b|function\b|\()/;
/** Steps from a file of the frames to one that makes the error, each by what files call or import. */
const MOST_STEPS = 3;

/**
 * Lets a fix of an undeclared fault change what the files of its frames call, where the error comes out of a package: a
 * promise that is handed on in place of awaited leaves no frame of the function that made it. So does an error that is made
 * anew: the file that says its words counts as well. What left no connection is seldom in the frames of the one that got none:
 * every file that takes one counts.
 */
export async function addCalledFiles(
  { store, codeHosts }: CalledDeps,
  service: Service,
  { id, error_code: code }: Pick<Incident, 'id' | 'error_code'>,
): Promise<void> {
  const fault = await store.discoveredFault(service.name, code);
  if (!fault || fault.allowedFiles.length === 0) return;
  const comesFromPackage = fault.frames[0]?.inApp === false;
  if (!comesFromPackage && fault.kind !== 'exhaustion') return;
  const { root } = service.definition;
  const folder = root === null || root === '.' ? '' : root;
  const files = (await store.serviceFiles(service.name))?.files ?? [];
  const sources = files.filter((path) => mayChange(service.definition.heal, folder, path));
  const host = codeHosts.of(service);
  const read = async (paths: string[]) => {
    const found = await host.readFiles(service.definitionCommit, paths);
    return Object.fromEntries(
      paths.flatMap((path) => (path in found ? [[path, found[path] as string]] : [])),
    );
  };
  const further = new Set(fault.kind === 'exhaustion' ? await takingConnections(sources, read) : []);
  const callers = await read(fault.allowedFiles);
  const asked = comesFromPackage ? filesToAsk(callers, sources) : [];
  if (asked.length > 0) {
    const inOrder = await read(asked);
    const message = (await store.recordingFor(id))?.message ?? '';
    const said = await filesSaying(message, { ...callers, ...inOrder }, inOrder, { sources, read });
    for (const path of [...said, ...calledFiles(callers, inOrder)]) further.add(path);
  }
  const allowedFiles = [...new Set([...fault.allowedFiles, ...further])];
  if (allowedFiles.length > fault.allowedFiles.length) {
    await store.saveDiscoveredFault({ ...fault, allowedFiles });
  }
}

type Read = (paths: string[]) => Promise<Record<string, string>>;

async function takingConnections(sources: string[], read: Read): Promise<string[]> {
  const texts = await read(sources.slice(0, MOST_LOOKED_THROUGH));
  return Object.keys(texts).filter((path) => TAKES_CONNECTION.test(texts[path] as string));
}

/** The files nearest to those which failed that make an error with these words. */
async function filesSaying(
  message: string,
  seen: Record<string, string>,
  last: Record<string, string>,
  { sources, read }: { sources: string[]; read: Read },
  steps = 1,
): Promise<string[]> {
  const said = Object.entries(last).flatMap(([path, text]) => (saysSo(text, message) ? [path] : []));
  const unseen = sources.filter((path) => !(path in seen));
  const asked = said.length > 0 || message === '' || steps >= MOST_STEPS ? [] : filesToAsk(last, unseen);
  if (asked.length === 0) return said;
  const next = await read(asked);
  return filesSaying(message, { ...seen, ...next }, next, { sources, read }, steps + 1);
}
