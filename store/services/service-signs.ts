import { sql } from 'kysely';
import type { ServiceSigns } from '../../domain/hello.ts';
import type { StoreContext } from '../context.ts';

/** Kinds of failures that a page shows of one service. */
const MOST_KINDS = 20;

/** What is known of the running services from their recorders, by name. */
export async function serviceSigns({ db }: StoreContext): Promise<Record<string, ServiceSigns>> {
  const [services, releases, traffic, failures, occurrences] = await Promise.all([
    db.selectFrom('services').select(['name', 'recorded_at', 'read_at', 'detection', 'last_check']).execute(),
    db.selectFrom('service_releases').selectAll().orderBy('started_at', 'desc').execute(),
    db
      .selectFrom('service_traffic')
      .select(['service', (eb) => eb.fn.sum<number>('requests').as('requests')])
      .where('minute', '>', sql<Date>`now() - interval '1 day'`)
      .groupBy('service')
      .execute(),
    undeclared(db),
    db
      .selectFrom('incidents')
      .select(['service', 'fault_code', (eb) => eb.fn.sum<number>('affected_requests').as('times')])
      .groupBy(['service', 'fault_code'])
      .execute(),
  ]);
  const signs: Record<string, ServiceSigns> = {};
  for (const { name, recorded_at, read_at, detection, last_check } of services) {
    const own = releases.filter(({ service }) => service === name);
    const seen = own.map(({ seen_at }) => seen_at.getTime());
    signs[name] = {
      checks: { readAt: read_at, detection, check: last_check },
      helloAt: seen.length > 0 ? new Date(Math.max(...seen)) : null,
      recordedAt: recorded_at,
      node: own[0]?.node ?? null,
      address: own[0]?.address ?? null,
      release: own[0]?.release || null,
      requests: Number(traffic.find(({ service }) => service === name)?.requests ?? 0),
      occurrences: Object.fromEntries(
        occurrences
          .filter(({ service }) => service === name)
          .map(({ fault_code, times }) => [fault_code, Number(times)]),
      ),
      undeclared: failures
        .filter(({ service }) => service === name)
        .slice(0, MOST_KINDS)
        .map((row) => ({
          method: row.method,
          route: row.route,
          status: null,
          errorClass: null,
          message: row.title,
          times: row.times,
          firstAt: row.first_at,
          lastAt: row.last_at,
        })),
    };
  }
  return signs;
}

interface UndeclaredRow {
  service: string;
  method: string;
  route: string;
  title: string;
  times: number;
  first_at: Date;
  last_at: Date;
}

/** The faults that no definition declares, with the failures that their incidents count; the newest first. */
async function undeclared(db: StoreContext['db']): Promise<UndeclaredRow[]> {
  const { rows } = await sql<UndeclaredRow>`
    select f.service, coalesce(f.fault ->> 'method', 'GET') as method, f.fault ->> 'route' as route,
      f.fault ->> 'title' as title, sum(i.affected_requests)::int as times,
      min(i.opened_at) as first_at, max(i.opened_at) as last_at
    from discovered_faults f join incidents i on i.service = f.service and i.fault_code = f.code
    group by f.service, f.code, f.fault order by last_at desc limit 1000`.execute(db);
  return rows;
}
