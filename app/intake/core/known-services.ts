import { indexFiles } from '../../../domain/failure/file-index.ts';
import type { ServiceFiles } from '../../../domain/failure/read-frames.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import type { Store } from '../../../store/store.ts';

/** A storm asks the database for its service this often, in milliseconds: a detached one is refused after this time. */
const FRESH_MS = 1_000;
/** Keys of strangers must not fill the memory. */
const MOST_KEYS = 1_000;

/** Services by their keys, and the files of their repositories, read from the database once a second at most. */
export function createKnownServices(store: Pick<Store, 'serviceOfKey' | 'serviceFiles'>) {
  const keys = new Map<string, { at: number; service: Promise<ServiceRecord | null> }>();
  const files = new Map<string, { at: number; commit: string | null; files: ServiceFiles | null }>();

  return {
    /** Null: it is the key of none. */
    ofKey(key: string): Promise<ServiceRecord | null> {
      const known = keys.get(key);
      if (known && performance.now() - known.at < FRESH_MS) return known.service;
      const service = store.serviceOfKey(key);
      keys.delete(key);
      keys.set(key, { at: performance.now(), service });
      if (keys.size > MOST_KEYS) keys.delete(keys.keys().next().value as string);
      service.catch(() => keys.delete(key));
      return service;
    },
    /** Null: the repository was not read yet. */
    async filesOf({ name, definition }: ServiceRecord): Promise<ServiceFiles | null> {
      const known = files.get(name);
      if (known && performance.now() - known.at < FRESH_MS) return known.files;
      const read = await store.serviceFiles(name, known?.commit ?? null);
      const root = definition?.root ?? '';
      const kept = read
        ? { commit: read.commit, files: { index: indexFiles(read.files), root } }
        : { commit: known?.commit ?? null, files: withRoot(known?.files ?? null, root) };
      files.set(name, { at: performance.now(), ...kept });
      return kept.files;
    },
  };
}
export type KnownServices = ReturnType<typeof createKnownServices>;

/** The same object where nothing differs: what was read of stacks is remembered for it. */
function withRoot(files: ServiceFiles | null, root: string): ServiceFiles | null {
  return files === null || files.root === root ? files : { ...files, root };
}
