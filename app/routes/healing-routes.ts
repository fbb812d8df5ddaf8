import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { HealingState } from '../../store/store.ts';
import { invalidAs } from '../http-errors.ts';
import type { AppParts } from '../parts.ts';

export const SwitchBody = z.object({
  reason: z.string().trim().min(1).max(500).default('asked for by a person'),
});

/** The switch that pauses healing: heals then wait where they are, and none is dropped. */
export function createHealingRoutes({ store }: AppParts): Hono {
  const body = zValidator('json', SwitchBody, invalidAs('invalid_body'));
  return new Hono()
    .get('/healing-status', async (c) => c.json(healingView(await store.healing())))
    .post('/pause-healing', body, async (c) => {
      return c.json(healingView(await store.setPaused(true, c.req.valid('json').reason)));
    })
    .post('/revive-healing', body, async (c) => {
      return c.json(healingView(await store.setPaused(false, c.req.valid('json').reason)));
    });
}

/** The switch as the HTTP API shows it. */
export function healingView({ paused, reason, changedAt, resetAt }: HealingState) {
  return { paused, reason, changed_at: changedAt, reset_at: resetAt };
}
