import type { Settings } from '../../../domain/settings.ts';
import { webAddress } from './story.ts';

export interface Link {
  text: string;
  href: string;
}

/** Where a heal is followed as a workflow; null where no Temporal Web UI is known. */
export function workflowLink(
  { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE }: Pick<Settings, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>,
  workflowId: string | null,
): Link | null {
  const base = webAddress(TEMPORAL_UI_URL)?.replace(/\/+$/, '');
  if (!base || !workflowId) return null;
  const path = `namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}`;
  return { text: 'Workflow in Temporal', href: `${base}/${path}` };
}

/** A commit where the pipeline that ran for it shows it; null where it shows none, as the local one does. */
export function commitLink(commit: string | null, runUrl: string | null): Link | null {
  const repository = /^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\/actions\/runs\//.exec(runUrl ?? '')?.[1];
  return commit && repository ? { text: 'Commit', href: `${repository}/commit/${commit}` } : null;
}
