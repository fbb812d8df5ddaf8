import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeDefinition } from '../domain/detection/complete-definition.ts';
import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { ServiceRecord } from '../domain/service.ts';
import { describeDefinition } from '../domain/service-checks.ts';
import { readCheckout } from '../platform/read-source-tree.ts';
import type { Store } from '../store/store.ts';

/**
 * Keeps what the files of a service tell at the commit of its definition, for the page of services. What `suture.yaml` and the files leave
 * open stands there as a sentence.
 */
export async function noteDetection(
  { store, codeHosts }: { store: Pick<Store, 'saveDetection'>; codeHosts: CodeHosts },
  record: ServiceRecord,
): Promise<void> {
  const { name, definition, definitionCommit: commit } = record;
  if (!definition || !commit) return;
  const folder = await mkdtemp(join(tmpdir(), 'suture-detect-'));
  try {
    await codeHosts.of(record).checkout(commit, folder);
    const found = describe(() => describeDefinition(completeDefinition(definition, readCheckout(folder))));
    await store.saveDetection(name, { commit, at: new Date().toISOString(), found });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(work: () => ReturnType<typeof describeDefinition>): ReturnType<typeof describeDefinition> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SutureError)) throw error;
    return [{ what: 'Open', value: error.message }];
  }
}
