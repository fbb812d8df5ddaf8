import { sql } from 'kysely';
import { Recording } from '../../domain/recording.ts';
import type { StoreContext, Tx } from '../context.ts';
import { json, storable } from '../json.ts';
import { asItWas } from '../whole-text.ts';

/** Recordings that are kept of a fault, and good ones of a route. */
const KEPT = 5;

interface FaultOf {
  faultCode: string;
  incidentId: string;
}

/**
 * Keeps a recording of a failure, or of a good request, and forgets older ones of the same fault or route. Those of the
 * recorder stay longer than those of an SDK, which hold no rows.
 * @param of the fault and its incident; null for a good request
 */
export async function keepRecording(
  { db }: StoreContext,
  recording: Recording,
  of: FaultOf | null,
): Promise<void> {
  await db.transaction().execute((tx) => insertRecording(tx, recording, of));
}

/** As {@link keepRecording}, within the caller's transaction. */
export async function insertRecording(tx: Tx, recording: Recording, of: FaultOf | null): Promise<void> {
  const service = storable(recording.service);
  const route = storable(recording.route, 500);
  const faultCode = of?.faultCode ?? null;
  await tx
    .insertInto('recordings')
    .values({
      service,
      fault_code: faultCode,
      incident_id: of?.incidentId ?? null,
      route,
      good: of === null,
      release: recording.release,
      at: new Date(recording.at),
      body: json(recording),
    })
    .execute();
  const same = of === null ? sql`good and route = ${route}` : sql`not good and fault_code = ${faultCode}`;
  await sql`
    delete from recordings where id in (
      select id from recordings where service = ${service} and ${same}
      order by (body ->> 'source' = 'recorder') desc, id desc offset ${KEPT})`.execute(tx);
}

/** The recording that says most of an incident: the recorder's before an SDK's, with a request before without, the newest. */
export async function recordingFor(context: StoreContext, incidentId: string): Promise<Recording | null> {
  return (await recordingsOf(context, incidentId))[0] ?? null;
}

/** The recordings that are kept of an incident; the one that says most is first. */
export async function recordingsOf({ db }: StoreContext, incidentId: string): Promise<Recording[]> {
  const rows = await db
    .selectFrom('recordings')
    .select('body')
    .where('incident_id', '=', storable(incidentId))
    .where('good', '=', false)
    .orderBy(sql`body ->> 'source' = 'recorder'`, 'desc')
    .orderBy(sql`jsonb_typeof(body -> 'request') = 'object'`, 'desc')
    .orderBy('id', 'desc')
    .execute();
  // An older version may have written it, without the fields that are new since.
  return rows.map(({ body }) => Recording.parse(asItWas(body)));
}

/** Good requests that are read to find those beside a route. */
const MOST_BESIDE = 200;
/** Of these, as many as are kept of one route. */
const OF_ROUTE = 5;

/**
 * Good requests of a route, the newest first. Where a framework does not name its routes and no request was kept, those of a path
 * that differs in one segment: `/users/eva/cart` beside `/users/tom/cart`.
 */
export async function goodRecordings(
  { db }: StoreContext,
  service: string,
  route: string,
): Promise<Recording[]> {
  const good = db
    .selectFrom('recordings')
    .select(['body', 'route'])
    .where('service', '=', storable(service))
    .where('good', '=', true)
    .orderBy('id', 'desc');
  const wanted = storable(route, 500);
  let rows = await good.where('route', '=', wanted).execute();
  if (rows.length === 0) {
    const all = await good.limit(MOST_BESIDE).execute();
    rows = all.filter((row) => isBeside(row.route, wanted)).slice(0, OF_ROUTE);
  }
  return rows.map(({ body }) => Recording.parse(asItWas(body)));
}

/** Other routes of which a good request is read. */
const MOST_ROUTES = 30;

/** The newest good request of each other route of a service. */
export async function goodElsewhere(
  { db }: StoreContext,
  service: string,
  route: string,
): Promise<Recording[]> {
  const rows = await db
    .selectFrom('recordings')
    .distinctOn('route')
    .select('body')
    .where('service', '=', storable(service))
    .where('good', '=', true)
    .where('route', '<>', storable(route, 500))
    .orderBy('route')
    .orderBy('id', 'desc')
    .limit(MOST_ROUTES)
    .execute();
  return rows.map(({ body }) => Recording.parse(asItWas(body)));
}

/** Whether two paths of two segments or more differ in one. */
function isBeside(one: string, other: string): boolean {
  const [parts, others] = [one.split('/'), other.split('/')];
  if (parts.length !== others.length || parts.length < 3) return false;
  return parts.filter((part, index) => part !== others[index]).length === 1;
}
