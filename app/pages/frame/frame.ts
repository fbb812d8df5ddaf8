import type { Context } from 'hono';
import type { SystemState } from '../../../store/page/page-store.ts';
import { describeState, type Standings } from '../../briefing/describe-state.ts';
import type { AppParts } from '../../parts.ts';
import { type Notice, takeNotice } from './notice.ts';
import { mayAct, nameOf } from './session.ts';

/** What the layout needs to know. */
export interface Frame {
  title: string;
  here: 'incidents' | 'overview' | null;
  /** The incident that the page is about. */
  incidentId?: string;
  /** Null while the store does not answer. */
  standings: Standings | null;
  /** The clock that all durations on the page are told by. */
  now: string;
  buildSha: string;
  notice: Notice | null;
  /** Whether the page offers to sign in. */
  signIn: boolean;
}

/** Asks the store for what is always in view. */
export function stateReader({
  service,
  store,
}: Pick<AppParts, 'service' | 'store'>): () => Promise<SystemState> {
  const codes = service.faults.map(({ code }) => code);
  return () => store.systemState(service.name, codes);
}

/** Who looks at a page, and what they may do. */
export interface Viewer {
  /** The name they gave when they decided something; empty at first. */
  name: string;
  mayAct: boolean;
}

export function viewerOf(c: Context, { settings }: Pick<AppParts, 'settings'>): Viewer {
  return { name: nameOf(c), mayAct: mayAct(c, settings.ADMIN_TOKEN) };
}

/** @param state null while the store does not answer */
export function frameOf(
  c: Context,
  { settings, service }: Pick<AppParts, 'settings' | 'service'>,
  state: SystemState | null,
  page: Pick<Frame, 'title' | 'here' | 'incidentId'>,
): Frame {
  return {
    ...page,
    standings: state && describeState(state, service),
    now: state?.now ?? new Date().toISOString(),
    buildSha: settings.BUILD_SHA,
    notice: takeNotice(c),
    signIn: !mayAct(c, settings.ADMIN_TOKEN),
  };
}
