import type { Repository } from '../../../domain/service.ts';
import type { Settings } from '../../../domain/settings.ts';
import { webAddress } from '../../briefing/story.ts';

export interface Link {
  text: string;
  href: string;
}

/** The settings for links to Temporal. */
export type LinkSettings = Pick<Settings, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>;

/** The workflow of a heal in the Temporal Web UI; null when `TEMPORAL_UI_URL` is not set. */
export function workflowLink(
  { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE }: LinkSettings,
  workflowId: string | null,
): Link | null {
  const base = webAddress(TEMPORAL_UI_URL)?.replace(/\/+$/, '');
  if (!base || !workflowId) return null;
  const path = `namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}`;
  return { text: 'Workflow in Temporal', href: `${base}/${path}` };
}

/** A commit at its code host; null when the code host has no pages, such as a repository on disk. */
export function commitLink(repository: Repository | undefined, commit: string | null): Link | null {
  if (repository?.host !== 'github' || !commit) return null;
  const { host, protocol } = new URL(repository.baseUrl);
  // An Enterprise server has its API below its own address; github.com has it beside.
  const base = `${protocol}//${host === 'api.github.com' ? 'github.com' : host}`;
  return { text: 'Commit', href: `${base}/${repository.owner}/${repository.repo}/commit/${commit}` };
}
