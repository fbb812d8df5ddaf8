import { createStore } from '../../store/create-store.ts';
import { demonstration } from '../support/demonstration.ts';

/** The key of the demonstration's service in a benchmark. */
export const KEY = 'key-of-the-benchmark';

/**
 * Attaches the demonstration's service to a Suture.
 * @param changes what its definition has in place of its own
 * @param files paths that the service has
 * @returns its name
 */
export async function attachDemonstration(
  databaseUrl: string,
  changes: Partial<ReturnType<typeof demonstration>['definition']> = {},
  files: string[] = [],
): Promise<string> {
  const store = createStore({ databaseUrl });
  const { definition, definitionCommit, ...attachment } = demonstration();
  await store.attachService(attachment, KEY);
  await store.saveServiceFiles(attachment.name, definitionCommit, files);
  await store.saveDefinition(attachment.name, definitionCommit, { ...definition, ...changes }, null);
  await store.close();
  return attachment.name;
}
