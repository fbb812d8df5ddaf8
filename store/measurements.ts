import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { healing } from './healing/healing-switch.ts';
import type { Measurements } from './model.ts';
import { outboxDepth } from './outbox/dispatch-outbox.ts';

/** What a monitoring system asks: what `store/migrations/0008-measures.ts` counts, and the present state. */
export async function measurements(context: StoreContext): Promise<Measurements> {
  const { db } = context;
  const [incidents, depth, switched, measures] = await Promise.all([
    db
      .selectFrom('incidents')
      .select(({ fn }) => ['phase', 'severity', fn.countAll<number>().as('count')])
      .groupBy(['phase', 'severity'])
      .execute(),
    outboxDepth(context),
    healing(context),
    db
      .selectFrom('measures')
      .select(['name', 'labels', 'value'])
      .orderBy('name')
      .orderBy(sql`labels::text`)
      .execute(),
  ]);
  return { incidents, outboxDepth: depth, healing: switched, measures };
}
