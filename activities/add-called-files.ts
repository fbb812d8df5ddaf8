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

/** Steps from a file of the frames to one that makes the error, each by what files call or import. */
const MOST_STEPS = 3;

/**
 * Lets a fix of an undeclared fault change what the files of its frames call, where the error comes out of a package: a
 * promise that is handed on in place of awaited leaves no frame of the function that made it. So does an error that is made
 * anew: the file that says its words counts as well.
 */
export async function addCalledFiles(
  { store, codeHosts }: CalledDeps,
  service: Service,
  { id, error_code: code }: Pick<Incident, 'id' | 'error_code'>,
): Promise<void> {
  const fault = await store.discoveredFault(service.name, code);
  if (!fault || fault.allowedFiles.length === 0 || fault.frames[0]?.inApp !== false) return;
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
  const callers = await read(fault.allowedFiles);
  const asked = filesToAsk(callers, sources);
  if (asked.length === 0) return;
  const inOrder = await read(asked);
  const message = (await store.recordingFor(id))?.message ?? '';
  const said = await filesSaying(message, { ...callers, ...inOrder }, inOrder, { sources, read });
  const called = [...new Set([...said, ...calledFiles(callers, inOrder)])];
  if (called.length === 0) return;
  await store.saveDiscoveredFault({ ...fault, allowedFiles: [...fault.allowedFiles, ...called] });
}

/** The files nearest to those which failed that make an error with these words. */
async function filesSaying(
  message: string,
  seen: Record<string, string>,
  last: Record<string, string>,
  { sources, read }: { sources: string[]; read(paths: string[]): Promise<Record<string, string>> },
  steps = 1,
): Promise<string[]> {
  const said = Object.entries(last).flatMap(([path, text]) => (saysSo(text, message) ? [path] : []));
  const unseen = sources.filter((path) => !(path in seen));
  const asked = said.length > 0 || message === '' || steps >= MOST_STEPS ? [] : filesToAsk(last, unseen);
  if (asked.length === 0) return said;
  const next = await read(asked);
  return filesSaying(message, { ...seen, ...next }, next, { sources, read }, steps + 1);
}
