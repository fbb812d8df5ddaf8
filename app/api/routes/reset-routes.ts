import { createRoute, z } from '@hono/zod-openapi';
import { SutureError } from '../../../domain/errors.ts';
import type { LiveEvents } from '../../../domain/ports/live-events.ts';
import { timeLimit } from '../../../platform/deadline.ts';
import type { Reset, Store } from '../../../store/store.ts';
import type { AppParts } from '../../parts.ts';
import { requireBaselines } from '../../require-baselines.ts';
import { answer, failures } from '../answers.ts';
import { ErrorAnswer } from '../error-schemas.ts';
import { AskedReset, ResetAnswer } from '../reset-schemas.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';

/** How long the answer waits for the reset's commit, in milliseconds; below the 30 s that many clients wait. */
const PATIENCE_MS = 25_000;
const POLL_MS = 250;

/** At these steps the answer is complete. */
const COMPLETE: readonly Reset['step'][] = ['code_pushed', 'live', 'done', 'failed'];

const Failed = AskedReset.extend(ErrorAnswer.shape);

/**
 * `POST /reset`: requests a reset, or joins the running one, and returns what it did. `GET /resets/:id`: its progress.
 */
export function createResetRoutes({
  store,
  events,
  settings,
  stopping,
  patienceMs = PATIENCE_MS,
}: ResetParts) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/reset',
        tags: ['reset'],
        summary:
          'Delete incidents, clear cooldowns, restore the faulty code of services that declare baselines',
        ...guarded(settings),
        responses: {
          200: answer('The faulty code is pushed; the delivery rolls it out', AskedReset),
          202: answer('It is in progress; request it by its id', AskedReset),
          ...failures(401, 403, 409, 413, 503),
          500: answer('It failed, or an unexpected error', z.union([Failed, ErrorAnswer])),
        },
      }),
      async (c) => {
        await requireBaselines(store);
        const { reset: asked, created } = await store.requestReset('a person');
        const signal = AbortSignal.any([stopping, c.req.raw.signal, timeLimit(patienceMs)]);
        const reset = await awaitReset(store, events, asked, signal);
        const told = { ...view(reset), joined: !created };
        if (reset.step === 'failed') {
          const message = `${reset.id} failed: ${reset.error ?? 'no reason is recorded'}. See workflow ${reset.workflowId}, then ask again.`;
          return c.json({ ...told, error: { code: 'reset_failed', message } }, 500);
        }
        return COMPLETE.includes(reset.step) ? c.json(told, 200) : c.json(told, 202);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/resets/{id}',
        tags: ['reset'],
        summary: 'The progress of a reset',
        request: { params: z.object({ id: z.string().openapi({ example: 'RESET-0001' }) }) },
        responses: { 200: answer('The reset', ResetAnswer), ...failures(404, 503) },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const reset = await store.getReset(id);
        if (!reset) throw new SutureError('unknown_reset', `There is no reset ${id}.`, { benign: true });
        return c.json(view(reset), 200);
      },
    );
}

function view(reset: Reset): ResetAnswer {
  return {
    deleted: reset.deleted,
    cooldowns_cleared: reset.cooldownsCleared,
    code_reset: reset.codeReset,
    workflow_id: reset.workflowId,
    reset_id: reset.id,
    status: reset.step,
    error: reset.error,
  };
}

export interface ResetParts extends Pick<AppParts, 'store' | 'events' | 'settings' | 'stopping'> {
  patienceMs?: number;
}

/** Reads the reset at each event and each poll, until its step is complete or the signal aborts. */
async function awaitReset(
  store: Pick<Store, 'getReset'>,
  events: LiveEvents,
  asked: Reset,
  signal: AbortSignal,
): Promise<Reset> {
  let reset = asked;
  let wake = () => {};
  const rouse = () => wake();
  const leave = events.subscribe(rouse);
  const poll = setInterval(rouse, POLL_MS);
  signal.addEventListener('abort', rouse);
  try {
    while (!COMPLETE.includes(reset.step) && !signal.aborted) {
      const roused = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // A short outage of the store does not end the wait: the reset continues without us.
      reset = (await store.getReset(asked.id).catch(() => null)) ?? reset;
      if (!COMPLETE.includes(reset.step) && !signal.aborted) await roused;
    }
    return reset;
  } finally {
    leave();
    clearInterval(poll);
    signal.removeEventListener('abort', rouse);
  }
}
