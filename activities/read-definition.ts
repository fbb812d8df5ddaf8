import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Service, ServiceRecord } from '../domain/service.ts';
import { DEFINITION_FILE, parseDefinition } from '../domain/service-definition.ts';
import { readYaml } from '../platform/read-yaml.ts';
import type { Store } from '../store/store.ts';
import { noteDetection } from './note-detection.ts';
import { type LostFixDeps, noticeLostFixes } from './notice-lost-fixes.ts';

export interface DefinitionDeps {
  store: Pick<Store, 'getService' | 'saveDefinition' | 'saveServiceFiles'>;
  codeHosts: CodeHosts;
}

/**
 * A service with its `suture.yaml` at a commit.
 * @throws SutureError `definition_missing`, `invalid_definition`, or what the code host throws
 */
async function readDefinition(codeHosts: CodeHosts, record: ServiceRecord, commit: string): Promise<Service> {
  const where = `${DEFINITION_FILE} of ${record.name} at ${commit.slice(0, 10)}`;
  const files = await codeHosts.of(record).readFiles(commit, [DEFINITION_FILE]);
  const text = files[DEFINITION_FILE];
  if (text === undefined) {
    throw new SutureError(
      'definition_missing',
      `There is no ${where}. Commit one to the root of the repository.`,
    );
  }
  return { ...record, definition: parseDefinition(readYaml(text, where), where), definitionCommit: commit };
}

/** As {@link readDefinition}, without asking the code host for what the row holds already. */
export async function definitionAt(
  codeHosts: CodeHosts,
  record: ServiceRecord,
  commit: string,
): Promise<Service> {
  const { definition, definitionCommit } = record;
  if (definition && definitionCommit === commit) return { ...record, definition, definitionCommit };
  return readDefinition(codeHosts, record, commit);
}

/**
 * Follows the branch of a service: reads its `suture.yaml` again when the head has moved, and checks that the fixes of
 * resolved incidents are still there.
 * @param always whether the file is read on an unchanged head, too: another version may have read it before
 * @returns the row as it is now; null when no such service is attached
 * @throws as {@link refreshDefinition}
 */
export async function followBranch(
  deps: DefinitionDeps & LostFixDeps & { store: Pick<Store, 'saveDetection'> },
  name: string,
  { always }: { always: boolean },
): Promise<ServiceRecord | null> {
  const known = await deps.store.getService(name);
  if (!always && known?.definition) {
    const head = await deps.codeHosts.of(known).head(known.branch);
    if (head === known.definitionCommit) return known;
  }
  const record = await refreshDefinition(deps, name);
  if (record?.definitionCommit) await noticeLostFixes(deps, record, record.definitionCommit);
  // Elsewhere each look is an archive to download.
  if (record && (always || record.repository.host === 'local')) await noteDetection(deps, record);
  return record;
}

/**
 * Reads a service's `suture.yaml` at the head of its branch and keeps it in its row; keeps the reason where it cannot
 * be used.
 * @returns the row as it is now; null when no such service is attached
 * @throws what may pass, such as `code_host_unavailable`; the row stays as it was then
 */
export async function refreshDefinition(
  { store, codeHosts }: DefinitionDeps,
  name: string,
): Promise<ServiceRecord | null> {
  const record = await store.getService(name);
  if (!record) return null;
  let commit: string | null = null;
  try {
    commit = await codeHosts.of(record).head(record.branch);
    const { definition } = await readDefinition(codeHosts, record, commit);
    await store.saveServiceFiles(name, commit, await codeHosts.of(record).listFiles(commit));
    await store.saveDefinition(name, commit, definition, null);
    return { ...record, definition, definitionCommit: commit, problem: null };
  } catch (error) {
    if (!(error instanceof SutureError) || error.retryable) throw error;
    await store.saveDefinition(name, commit, null, error.message);
    return { ...record, definition: null, definitionCommit: commit, problem: error.message };
  }
}
