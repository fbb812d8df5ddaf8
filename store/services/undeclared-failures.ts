import { sql } from 'kysely';
import type { UndeclaredFailure } from '../../domain/hello.ts';
import type { StoreContext } from '../context.ts';
import { json, storable } from '../json.ts';

/** Kinds of failures that are kept for a service; more are counted with none of them. */
const MOST_KINDS = 500;
/** Longest texts, in characters. */
const LONGEST = { name: 200, route: 500, message: 4_000 };

/**
 * Counts a failure that no declared fault matches, once for each key, with those of the same method, route, status and
 * class of error.
 * @returns whether it was counted before
 */
export async function recordUndeclared(
  { db }: StoreContext,
  failure: UndeclaredFailure,
): Promise<{ known: boolean }> {
  const { service, at, status } = failure;
  return db.transaction().execute(async (tx) => {
    const fresh = await tx
      .insertInto('ingested_events')
      .values({ id: `recording:${service}:${storable(failure.key, LONGEST.name)}` })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!fresh) return { known: true };
    const { count } = await tx
      .selectFrom('undeclared_failures')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('service', '=', service)
      .executeTakeFirstOrThrow();
    const isFull = Number(count) >= MOST_KINDS;
    const message = storable(failure.message, LONGEST.message);
    const newest = { message, release: failure.release, recording: json(failure.recording), last_at: at };
    await tx
      .insertInto('undeclared_failures')
      .values({
        service,
        method: storable(failure.method, LONGEST.name),
        route: isFull ? '/*' : storable(failure.route, LONGEST.route),
        status: status ?? 0,
        error_class: storable(failure.errorClass ?? '', LONGEST.name),
        times: 1,
        first_at: at,
        ...newest,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['service', 'method', 'route', 'status', 'error_class'])
          .doUpdateSet({ ...newest, times: sql<number>`undeclared_failures.times + 1` }),
      )
      .execute();
    return { known: false };
  });
}
