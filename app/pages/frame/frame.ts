import type { Context } from 'hono';
import { describeState, type Standings } from '../../briefing/describe-state.ts';
import type { CurrentState } from '../../briefing/read-state.ts';
import type { AppParts } from '../../parts.ts';
import { type Notice, takeNotice } from './notice.ts';
import { mayAct, nameOf } from './session.ts';

/** What the layout needs to know. */
export interface Frame {
  title: string;
  here: 'incidents' | 'overview' | 'services' | null;
  /** The incident that the page is about. */
  incidentId?: string;
  /** Null while the store does not answer. */
  standings: Standings | null;
  /** The time from which all durations on the page are counted. */
  now: string;
  buildSha: string;
  notice: Notice | null;
  /** Whether the page offers to sign in. */
  signIn: boolean;
}

/** The person who looks at a page, and what they may do. */
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
  { settings }: Pick<AppParts, 'settings'>,
  state: CurrentState | null,
  page: Pick<Frame, 'title' | 'here' | 'incidentId'>,
): Frame {
  return {
    ...page,
    standings: state && describeState(state),
    now: state?.now ?? new Date().toISOString(),
    buildSha: settings.BUILD_SHA,
    notice: takeNotice(c),
    signIn: !mayAct(c, settings.ADMIN_TOKEN),
  };
}
