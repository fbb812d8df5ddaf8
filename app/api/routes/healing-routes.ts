import { createRoute } from '@hono/zod-openapi';
import type { HealingState } from '../../../store/store.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures, jsonBody } from '../answers.ts';
import { onlyJson } from '../content-type.ts';
import { Healing, SwitchBody } from '../healing-schemas.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';

/** The switch that pauses healing: new heals then wait. */
export function createHealingRoutes({ store, settings }: Pick<AppParts, 'store' | 'settings'>) {
  const turn = <Path extends '/pause-healing' | '/revive-healing'>(path: Path, summary: string) =>
    createRoute({
      method: 'post',
      path,
      tags: ['healing'],
      summary,
      ...guarded(settings),
      middleware: onlyJson,
      request: { body: jsonBody(SwitchBody) },
      responses: { 200: answer('The switch as it is now', Healing), ...failures(400, 401, 403, 413, 503) },
    });

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/healing-status',
        tags: ['healing'],
        summary: 'Whether healing is paused',
        responses: { 200: answer('The switch', Healing), ...failures(503) },
      }),
      async (c) => c.json(healingView(await store.healing()), 200),
    )
    .openapi(turn('/pause-healing', 'Pause healing: new heals wait'), async (c) => {
      return c.json(healingView(await store.setPaused(true, c.req.valid('json').reason)), 200);
    })
    .openapi(turn('/revive-healing', 'Revive healing'), async (c) => {
      return c.json(healingView(await store.setPaused(false, c.req.valid('json').reason)), 200);
    });
}

/** The switch as the HTTP API shows it. */
export function healingView({ paused, reason, changedAt, resetAt }: HealingState): Healing {
  return { paused, reason, changed_at: changedAt, reset_at: resetAt };
}
