import type { StoreContext } from '../context.ts';
import { json, storable } from '../json.ts';

/** Keeps the paths of a service's repository at a commit, in place of those of an earlier one. */
export async function saveServiceFiles(
  { db }: StoreContext,
  service: string,
  commit: string,
  files: readonly string[],
): Promise<void> {
  const row = { commit, files: json([...files]) };
  await db
    .insertInto('service_files')
    .values({ service, ...row })
    .onConflict((conflict) => conflict.column('service').doUpdateSet(row))
    .execute();
}

/**
 * The paths of a service's repository, as they were read last.
 * @param unless the commit whose paths the caller has
 * @returns null when they were not read, or are those of `unless`
 */
export async function serviceFiles(
  { db }: StoreContext,
  service: string,
  unless: string | null = null,
): Promise<{ commit: string; files: string[] } | null> {
  let query = db
    .selectFrom('service_files')
    .select(['commit', 'files'])
    .where('service', '=', storable(service));
  if (unless !== null) query = query.where('commit', '!=', unless);
  return (await query.executeTakeFirst()) ?? null;
}
