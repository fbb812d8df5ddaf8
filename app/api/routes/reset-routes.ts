import { createRoute, z } from '@hono/zod-openapi';
import { SutureError } from '../../../domain/errors.ts';
import type { LiveEvents } from '../../../domain/ports/live-events.ts';
import type { Reset, Store } from '../../../store/store.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures } from '../answers.ts';
import { ErrorAnswer } from '../error-schemas.ts';
import { AskedReset, ResetAnswer } from '../reset-schemas.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';

/** How long the answer waits for the reset's commit, in milliseconds; below the 30 s that many clients wait. */
const PATIENCE_MS = 25_000;
const POLL_MS = 250;

/** From these steps on the answer has everything that it promises. */
const TOLD_ENOUGH: readonly Reset['step'][] = ['code_pushed', 'live', 'done', 'failed'];

const Failed = AskedReset.extend(ErrorAnswer.shape);

/**
 * `POST /reset`: asks for a reset, or joins the one that runs, and tells what it did. `GET /resets/:id`: how far it is.
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
        summary: 'Delete incidents, clear cooldowns, restore the faulty code',
        ...guarded(settings),
        responses: {
          200: answer('The faulty code is pushed; it goes live by the delivery', AskedReset),
          202: answer('It is under way; ask for it by its id', AskedReset),
          ...failures(401, 403, 413, 503),
          500: answer('It failed, or an error that nobody foresaw', z.union([Failed, ErrorAnswer])),
        },
      }),
      async (c) => {
        const { reset: asked, created } = await store.requestReset('a person');
        const signal = AbortSignal.any([stopping, c.req.raw.signal, AbortSignal.timeout(patienceMs)]);
        const reset = await awaitReset(store, events, asked, signal);
        const told = { ...view(reset), joined: !created };
        if (reset.step === 'failed') {
          const message = `${reset.id} failed: ${reset.error ?? 'no reason is recorded'}. See workflow ${reset.workflowId}, then ask again.`;
          return c.json({ ...told, error: { code: 'reset_failed', message } }, 500);
        }
        return TOLD_ENOUGH.includes(reset.step) ? c.json(told, 200) : c.json(told, 202);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/resets/{id}',
        tags: ['reset'],
        summary: 'How far a reset is',
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

/** Looks at the reset at each event and now and then, until it tells enough or the signal aborts. */
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
    while (!TOLD_ENOUGH.includes(reset.step) && !signal.aborted) {
      const roused = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // A store that is away for a moment is no end: the reset goes on without us.
      reset = (await store.getReset(asked.id).catch(() => null)) ?? reset;
      if (!TOLD_ENOUGH.includes(reset.step) && !signal.aborted) await roused;
    }
    return reset;
  } finally {
    leave();
    clearInterval(poll);
    signal.removeEventListener('abort', rouse);
  }
}
