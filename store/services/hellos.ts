import { sql } from 'kysely';
import type { Hello } from '../../domain/hello.ts';
import { routeFit } from '../../domain/route.ts';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';

/** Longer than any fix is watched, in days. */
const KEPT_DAYS = 8;
/** Longest texts, in characters. */
const LONGEST = { name: 200, route: 500 };

/**
 * Keeps what a recorder says: the release that runs, and how many requests it took.
 * @returns whether another release has started than the one that was live before
 */
export async function saveHello({ db }: StoreContext, hello: Hello): Promise<{ released: boolean }> {
  const { service, started, requests } = hello;
  const of = { node: storable(hello.node, LONGEST.name), address: hello.address };
  const release = storable(hello.release ?? '', LONGEST.name);
  return db.transaction().execute(async (tx) => {
    const live = await newestStart(tx, service);
    await tx
      .insertInto('service_releases')
      .values({ service, release, ...of })
      .onConflict((conflict) =>
        conflict.columns(['service', 'release']).doUpdateSet({
          ...of,
          seen_at: sql<Date>`now()`,
          ...(started && { started_at: sql<Date>`now()` }),
        }),
      )
      .execute();
    if (started) await forget(tx, service);
    const counted = merge(requests);
    if (counted.length > 0) {
      await tx
        .insertInto('service_traffic')
        .values(
          counted.map((each) => ({
            ...each,
            service,
            release,
            minute: sql<Date>`date_trunc('minute', now())`,
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['service', 'minute', 'release', 'method', 'route'])
            .doUpdateSet({ requests: sql<number>`service_traffic.requests + excluded.requests` }),
        )
        .execute();
    }
    return { released: started && release !== '' && live !== release };
  });
}

/** The commit of the newest start of a service; null when its recorder reported none. */
export async function saidRelease({ db }: StoreContext, service: string): Promise<string | null> {
  return (await newestStart(db, storable(service))) || null;
}

/**
 * The requests of a route that a service took, by release, from the minute of a time on.
 * @param asked method null: any
 * @returns null when no recorder of the service has said hello
 */
export async function servedRequests(
  { db }: StoreContext,
  service: string,
  asked: { method: string | null; route: string },
  since: Date,
): Promise<Record<string, number> | null> {
  if ((await newestStart(db, storable(service))) === null) return null;
  const rows = await db
    .selectFrom('service_traffic')
    .select(['release', 'method', 'route', (eb) => eb.fn.sum<number>('requests').as('requests')])
    .where('service', '=', storable(service))
    .where('minute', '>=', sql<Date>`date_trunc('minute', ${since}::timestamptz)`)
    .groupBy(['release', 'method', 'route'])
    .execute();
  const served: Record<string, number> = {};
  for (const { release, method, route, requests } of rows) {
    const isAsked = asked.method === null || asked.method.toUpperCase() === method;
    if (!isAsked || routeFit(asked.route, route) === null) continue;
    served[release] = (served[release] ?? 0) + Number(requests);
  }
  return served;
}

/** The release that started last; empty where its recorder does not know it, null without any. */
async function newestStart(db: StoreContext['db'], service: string): Promise<string | null> {
  const row = await db
    .selectFrom('service_releases')
    .select('release')
    .where('service', '=', service)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.release ?? null;
}

/** One row for each method and route, as one statement may change a row only once. */
function merge(requests: Hello['requests']): Hello['requests'] {
  const byRoute = new Map<string, Hello['requests'][number]>();
  for (const each of requests) {
    const method = storable(each.method.toUpperCase(), LONGEST.name);
    const route = storable(each.route, LONGEST.route);
    const known = byRoute.get(`${method} ${route}`)?.requests ?? 0;
    byRoute.set(`${method} ${route}`, { method, route, requests: known + each.requests });
  }
  return [...byRoute.values()];
}

async function forget(db: StoreContext['db'], service: string): Promise<void> {
  const age = sql<Date>`now() - ${KEPT_DAYS} * interval '1 day'`;
  await db.deleteFrom('service_traffic').where('service', '=', service).where('minute', '<', age).execute();
  await db.deleteFrom('service_releases').where('service', '=', service).where('seen_at', '<', age).execute();
}
