import { DiscoveredFault } from '../../domain/discovered.ts';
import { isWorse, severityOfShare } from '../../domain/failure/severity-of-share.ts';
import type { StoreContext } from '../context.ts';
import { insertTimeline } from '../incidents/insert-timeline.ts';
import { servedRequests } from './hellos.ts';

/**
 * Raises the severity of open incidents of a service by the share of their route's requests that fail. Only of faults that
 * nobody declared; a severity does not fall while its incident is open.
 */
export async function raiseSeverity(context: StoreContext, service: string): Promise<void> {
  const open = await context.db
    .selectFrom('incidents as i')
    .innerJoin('discovered_faults as f', (join) =>
      join.onRef('f.service', '=', 'i.service').onRef('f.code', '=', 'i.fault_code'),
    )
    .select(['i.id', 'i.route', 'i.severity', 'i.opened_at', 'i.affected_requests', 'f.fault'])
    .where('i.service', '=', service)
    .where('i.ended_at', 'is', null)
    .where('i.severity', '<>', 'critical')
    .execute();
  for (const { id, route, severity, opened_at, affected_requests: failed, fault } of open) {
    const asked = { method: DiscoveredFault.parse(fault).method, route };
    const counts = Object.values((await servedRequests(context, service, asked, opened_at)) ?? {});
    const served = counts.reduce((sum, count) => sum + count, 0);
    const now = severityOfShare(failed, served);
    if (now === null || !isWorse(now, severity)) continue;
    const percent = Math.min(100, Math.round((failed / served) * 100));
    await context.db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('incidents')
        .set({ severity: now })
        .where('id', '=', id)
        .where('severity', '=', severity)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await insertTimeline(tx, {
        incident_id: id,
        key: `severity:${now}`,
        kind: 'note',
        from_phase: null,
        to_phase: null,
        message: `Severity ${now}: ${percent} % of ${served} requests of ${route} fail.`,
        data: { failed, served },
      });
    });
  }
}
