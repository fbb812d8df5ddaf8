import type { MiddlewareHandler } from 'hono';
import { PipelineCallback, PipelinePending } from '../../domain/pipeline.ts';
import type { AppParts } from '../parts.ts';

/**
 * Keeps what the delivery reports, for the pages: around the routes of the pipeline, once they took a report as rightly
 * signed and about something known. A report that cannot be kept is handed to its workflow all the same.
 */
export function recordRollouts({ store, log }: Pick<AppParts, 'store' | 'log'>): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.req.method !== 'POST' || !c.res.ok) return;
    const body: unknown = await c.req.json().catch(() => null);
    const report = PipelineCallback.safeParse(body).data ?? PipelinePending.safeParse(body).data;
    if (!report) return;
    await store.recordRollout(report).catch((error: unknown) => log(`A rollout is not kept: ${error}`));
  };
}
