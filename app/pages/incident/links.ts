import type { Settings } from '../../../domain/settings.ts';
import { webAddress } from '../../briefing/story.ts';

export interface Link {
  text: string;
  href: string;
}

/** What leads out of the pages. */
export type LinkSettings = Pick<
  Settings,
  'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE' | 'CODE_HOST' | 'GITHUB_OWNER' | 'GITHUB_REPO' | 'GITHUB_BASE_URL'
>;

/** Where a heal is followed as a workflow; null where no Temporal Web UI is known. */
export function workflowLink(
  { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE }: LinkSettings,
  workflowId: string | null,
): Link | null {
  const base = webAddress(TEMPORAL_UI_URL)?.replace(/\/+$/, '');
  if (!base || !workflowId) return null;
  const path = `namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}`;
  return { text: 'Workflow in Temporal', href: `${base}/${path}` };
}

/** The repository's pages, from where the code host is reached; null where it has none, as one on disk. */
function repositoryPage({
  CODE_HOST,
  GITHUB_OWNER,
  GITHUB_REPO,
  GITHUB_BASE_URL,
}: LinkSettings): string | null {
  if (CODE_HOST === 'local' || !GITHUB_OWNER || !GITHUB_REPO) return null;
  const { host, protocol } = new URL(GITHUB_BASE_URL);
  // Enterprise servers have their API below their own address; github.com has it beside.
  return `${protocol}//${host === 'api.github.com' ? 'github.com' : host}/${GITHUB_OWNER}/${GITHUB_REPO}`;
}

/** A commit where its code host shows it; null where there is nothing to see. */
export function commitLink(settings: LinkSettings, commit: string | null): Link | null {
  const page = repositoryPage(settings);
  return commit && page ? { text: 'Commit', href: `${page}/commit/${commit}` } : null;
}
