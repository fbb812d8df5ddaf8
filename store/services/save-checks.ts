import type { Detection, ReportedCheck } from '../../domain/service-checks.ts';
import type { StoreContext } from '../context.ts';
import { json } from '../json.ts';

/** Keeps what the files of a service tell. Does nothing for a service that is not attached. */
export async function saveDetection({ db }: StoreContext, name: string, detection: Detection): Promise<void> {
  await db
    .updateTable('services')
    .set({ detection: json(detection) })
    .where('name', '=', name)
    .execute();
}

/** Keeps how a check of a service ended. @returns false when no service of this name is attached */
export async function saveCheck({ db }: StoreContext, name: string, check: ReportedCheck): Promise<boolean> {
  const kept = json({ ...check, at: new Date().toISOString() });
  const written = await db
    .updateTable('services')
    .set({ last_check: kept })
    .where('name', '=', name)
    .returning('name')
    .executeTakeFirst();
  return written !== undefined;
}
