import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppParts } from '../../parts.ts';
import { requireBaselines } from '../../require-baselines.ts';
import { layout } from '../frame/layout.tsx';
import { leaveNotice, type Notice } from '../frame/notice.ts';
import { createPageErrors } from '../frame/page-errors.tsx';
import { pageHeaders } from '../frame/page-headers.ts';
import { INCIDENTS, incidentPath } from '../frame/paths.ts';
import { nameOf, rememberName } from '../frame/session.ts';
import { askApi, type Send } from './ask-api.ts';
import { createFormHandlers, isForm } from './form-request.ts';
import { triggerFault } from './trigger-fault.ts';

/** Bytes; far above what a person writes. */
const LARGEST_FORM = 64 * 1024;

const DONE = {
  pause: 'Healing is paused. New heals wait.',
  revive: 'Healing is active again. Waiting heals continue.',
  approve: 'Approved. The workflow continues: commit, rollout, verification.',
  reject: 'Rejected. The next attempt gets your reason.',
  rollback: 'The fix is being rolled back: a revert, and its rollout. The timeline shows the progress.',
  retry: 'The heal starts again, with all its attempts.',
  merge: 'Merged. Failures of this fault count in the other incident from now on.',
  split: 'Split. Failures from now on count apart; the timeline says how.',
};

/**
 * The forms of the pages. A form becomes a request to the API, and its answer a notice on the page that the browser is
 * redirected to. Other requests pass on to the API itself.
 * @param send answers a request as the whole app does
 */
export function createActionRoutes(parts: Pick<AppParts, 'settings' | 'store' | 'log'>, send: Send): Hono {
  const { settings, store } = parts;
  const headers = pageHeaders();
  const form = createFormHandlers(settings.ADMIN_TOKEN);
  const who = (c: Context) => nameOf(c) || 'a person';
  const back = (c: Context, { tone, text }: Notice, path: string = INCIDENTS) => {
    leaveNotice(c, tone, text);
    return c.redirect(path, 303);
  };
  async function ask(c: Context, path: string, body: unknown, done: keyof typeof DONE): Promise<Notice> {
    const { ok, message } = await askApi(c, settings.ADMIN_TOKEN, send, path, body);
    return ok
      ? { tone: done === 'pause' ? 'wait' : 'good', text: DONE[done] }
      : { tone: 'bad', text: message };
  }

  const routes = new Hono();
  routes.onError(createPageErrors(parts));
  return routes
    .post('*', bodyLimit({ maxSize: LARGEST_FORM }), layout, (c, next) =>
      isForm(c) ? headers(c, next) : next(),
    )
    .post(
      '/pause-healing',
      form(async (c) =>
        back(c, await ask(c, `${INCIDENTS}/pause-healing`, { reason: `asked for by ${who(c)}` }, 'pause')),
      ),
    )
    .post(
      '/revive-healing',
      form(async (c) =>
        back(c, await ask(c, `${INCIDENTS}/revive-healing`, { reason: `asked for by ${who(c)}` }, 'revive')),
      ),
    )
    .post(
      '/reset',
      form(async (c) => {
        // Not by the API, which answers once the code is pushed: a person wants to watch meanwhile.
        await requireBaselines(store);
        const { reset, created } = await store.requestReset(who(c));
        const text = created
          ? `${reset.id} has started: it cancels heals, deletes incidents, and rolls out the faulty code.`
          : `${reset.id} was already in progress; one reset runs at a time.`;
        return back(c, { tone: 'wait', text });
      }),
    )
    .post(
      '/trigger',
      form(async (c) => {
        const { service, fault } = await c.req.parseBody();
        return back(c, await triggerFault(await store.listServices(), String(service), String(fault)));
      }),
    )
    .post(
      '/:id/:action{approve|reject|retry|rollback}',
      form(async (c) => {
        const { id, action } = c.req.param() as {
          id: string;
          action: 'approve' | 'reject' | 'retry' | 'rollback';
        };
        const fields = await c.req.parseBody();
        const by = String(fields.by ?? '').trim();
        if (by) rememberName(c, by);
        const reason = action === 'retry' ? {} : { reason: String(fields.reason ?? '') };
        const path = incidentPath(id);
        return back(c, await ask(c, `${path}/${action}`, { ...(by && { by }), ...reason }, action), path);
      }),
    )
    .post(
      '/:id/:action{merge|split}',
      form(async (c) => {
        const { id, action } = c.req.param() as { id: string; action: 'merge' | 'split' };
        const fields = await c.req.parseBody();
        const by = String(fields.by ?? '').trim();
        if (by) rememberName(c, by);
        const into =
          action === 'merge'
            ? {
                into: String(fields.into ?? '')
                  .trim()
                  .toUpperCase(),
              }
            : {};
        const path = incidentPath(id);
        return back(c, await ask(c, `${path}/${action}`, { ...(by && { by }), ...into }, action), path);
      }),
    );
}
