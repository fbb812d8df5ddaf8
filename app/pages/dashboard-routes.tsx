import { type Context, Hono } from 'hono';
import { IncidentId } from '../../domain/incident.ts';
import { sendTo, UNKNOWN_ADDRESS } from '../../domain/send-to.ts';
import { type CurrentState, readState } from '../briefing/read-state.ts';
import { type Story, tellStory } from '../briefing/story.ts';
import type { AppParts } from '../parts.ts';
import { ResetPage } from './actions/reset-page.tsx';
import { SignInPage } from './actions/sign-in-page.tsx';
import { createAssetRoutes } from './assets/assets.ts';
import { frameOf, viewerOf } from './frame/frame.ts';
import { layout } from './frame/layout.tsx';
import { createPageErrors } from './frame/page-errors.tsx';
import { pageHeaders } from './frame/page-headers.ts';
import { wantsPage } from './frame/wants-page.ts';
import { DeletedPage, UnknownPage } from './incident/gone-page.tsx';
import { createHighlighter } from './incident/highlight.ts';
import { IncidentPage } from './incident/incident-page.tsx';
import { readDiff } from './incident/read-diff.ts';
import { RecordingPage } from './incident/recording-page.tsx';
import { IncidentsPage } from './list/incidents-page.tsx';
import { ListView, queryOf } from './list/list-url.ts';

/** The pages about incidents, for people, and the files that they need. */
export function createDashboardRoutes(parts: AppParts): Hono {
  const { settings, store } = parts;
  const highlighter = createHighlighter();
  const pages = new Hono();
  pages.onError(createPageErrors(parts));
  pages.route('/assets', new Hono().use(pageHeaders()).route('/', createAssetRoutes()));
  for (const path of ['/', '/reset', '/sign-in', '/:id/recording', '/:id']) {
    pages.get(path, forPeople(path === '/:id'), pageHeaders(), layout);
  }

  return pages
    .get('/', async (c) => {
      const view = ListView.parse(c.req.query());
      const [list, state] = await Promise.all([store.listPage(queryOf(view)), readState(store)]);
      const { mayAct } = viewerOf(c, parts);
      return c.render(
        <IncidentsPage {...{ view, list, state, mayAct, links: settings }} />,
        frameOf(c, parts, state, { title: 'Incidents', here: 'incidents' }),
      );
    })
    .get('/reset', async (c) => {
      const [{ counts }, state] = await Promise.all([store.listPage({ limit: 1 }), readState(store)]);
      const incidents = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return c.render(
        <ResetPage state={state} incidents={incidents} />,
        frameOf(c, parts, state, { title: 'Reset all?', here: null }),
      );
    })
    .get('/sign-in', async (c) => {
      const state = await readState(store);
      const signedIn = settings.ADMIN_TOKEN !== undefined && viewerOf(c, parts).mayAct;
      return c.render(
        <SignInPage signedIn={signedIn} />,
        frameOf(c, parts, state, { title: 'Sign in', here: null }),
      );
    })
    .get('/:id/recording', async (c) => {
      const id = c.req.param('id');
      const known = IncidentId.safeParse(id).success && (await store.getIncident(id)) !== null;
      const state = await readState(store);
      if (!known) return showAbsent(c, id, state);
      return c.render(
        <RecordingPage id={id} recordings={await store.recordingsOf(id)} />,
        frameOf(c, parts, state, { title: `${id} as it was sent`, here: 'incidents', incidentId: id }),
      );
    })
    .get('/:id', async (c, next) => (wantsPage(c) ? showIncident(c, c.req.param('id')) : next()));

  async function showIncident(c: Context, id: string): Promise<Response> {
    const known = IncidentId.safeParse(id).success;
    const [detail, history, conversations, state] = await Promise.all([
      known ? store.getIncidentDetail(id) : null,
      known ? store.occurrenceHistory(id) : null,
      known ? store.getConversations(id) : [],
      readState(store),
    ]);
    if (!detail) return showAbsent(c, id, state);
    const story = tellStory(detail, state, history, conversations);
    const diffs = await Promise.all(detail.attempts.map(({ diff }) => readDiff(diff ?? '', highlighter)));
    const base = await baseOf(story, new URL(c.req.url).origin);
    return c.render(
      <IncidentPage {...{ story, diffs, base, links: settings, viewer: viewerOf(c, parts) }} />,
      frameOf(c, parts, state, {
        title: `${id} ${detail.incident.phase}`,
        here: 'incidents',
        incidentId: id,
      }),
    );
  }

  /** Where a person sends the failing request: to the service, or through this app where it passes the route on. */
  async function baseOf({ request, state, incident }: Story, suture: string): Promise<string> {
    const url = state.services.find(({ name }) => name === incident.service)?.url;
    const signs = request && !url ? await store.serviceSigns() : {};
    const known = { suture, url, address: signs[incident.service]?.address };
    return sendTo(request?.path ?? '/', known) ?? UNKNOWN_ADDRESS;
  }

  /** 410 for an incident that a reset deleted, else 404. */
  async function showAbsent(c: Context, id: string, state: CurrentState): Promise<Response> {
    const deleted = await store.deletedIncident(id);
    c.status(deleted ? 410 : 404);
    const page = { title: deleted ? `${id} was deleted` : 'Unknown incident', here: 'incidents' as const };
    return c.render(
      deleted ? <DeletedPage id={id} deleted={deleted} /> : <UnknownPage id={id} />,
      frameOf(c, parts, state, page),
    );
  }
}

/** Pages are not kept. @param negotiated whether the same address answers with JSON, too */
function forPeople(negotiated: boolean) {
  return async (c: Context, next: () => Promise<void>) => {
    await next();
    c.header('Cache-Control', 'no-store');
    if (negotiated) c.header('Vary', 'Accept', { append: true });
  };
}
