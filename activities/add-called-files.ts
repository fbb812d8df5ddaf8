import { calledFiles, filesToAsk } from '../domain/failure/called-files.ts';
import type { Incident } from '../domain/incident.ts';
import { mayChange } from '../domain/may-change.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Service } from '../domain/service.ts';
import type { Store } from '../store/store.ts';

export interface CalledDeps {
  store: Pick<Store, 'discoveredFault' | 'serviceFiles' | 'saveDiscoveredFault'>;
  codeHosts: CodeHosts;
}

/**
 * Lets a fix of an undeclared fault change what the files of its frames call, where the error comes out of a package: a
 * promise that is handed on in place of awaited leaves no frame of the function that made it.
 */
export async function addCalledFiles(
  { store, codeHosts }: CalledDeps,
  service: Service,
  { error_code: code }: Pick<Incident, 'error_code'>,
): Promise<void> {
  const fault = await store.discoveredFault(service.name, code);
  if (!fault || fault.allowedFiles.length === 0 || fault.frames[0]?.inApp !== false) return;
  const { root } = service.definition;
  const folder = root === null || root === '.' ? '' : root;
  const files = (await store.serviceFiles(service.name))?.files ?? [];
  const sources = files.filter((path) => mayChange(service.definition.heal, folder, path));
  const host = codeHosts.of(service);
  const read = (paths: string[]) => host.readFiles(service.definitionCommit, paths);
  const callers = await read(fault.allowedFiles);
  const asked = filesToAsk(callers, sources);
  if (asked.length === 0) return;
  const found = await read(asked);
  const inOrder = Object.fromEntries(
    asked.flatMap((path) => (path in found ? [[path, found[path] as string]] : [])),
  );
  const called = calledFiles(callers, inOrder);
  if (called.length === 0) return;
  await store.saveDiscoveredFault({ ...fault, allowedFiles: [...fault.allowedFiles, ...called] });
}
