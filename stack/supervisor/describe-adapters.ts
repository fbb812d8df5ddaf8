import type { Settings } from '../../domain/settings.ts';
import type { Components } from '../machine.ts';

/** Which adapter serves which port, in words; nothing is chosen silently. */
export function describeAdapters(
  settings: Readonly<Settings>,
  components: Pick<Components, 'bubblewrap'>,
): Record<string, string> {
  const isolated = settings.SANDBOX !== 'process' && components.bubblewrap !== null;
  return {
    'code host': codeHost(settings),
    cooldowns: settings.COOLDOWNS,
    knowledge: knowledgeOf(settings),
    'fix providers': settings.FIX_PROVIDERS.join(', '),
    delivery: settings.DELIVERY,
    'log intake': settings.LOG_INTAKE === 'process' ? 'in process' : 'CloudWatch Logs',
    sandbox: isolated ? 'bubblewrap' : 'process (weak: isolates neither network nor files)',
  };
}

function knowledgeOf({ KNOWLEDGE, KNOWLEDGE_FALLBACK }: Readonly<Settings>): string {
  const fallback = KNOWLEDGE !== 'postgres' && KNOWLEDGE_FALLBACK !== 'none';
  return fallback ? `${KNOWLEDGE}, or ${KNOWLEDGE_FALLBACK} while it does not answer` : KNOWLEDGE;
}

function codeHost({ CODE_HOST, GITHUB_MODE, GITHUB_OWNER, GITHUB_REPO }: Readonly<Settings>): string {
  if (CODE_HOST !== 'github') return CODE_HOST;
  return `github ${GITHUB_OWNER}/${GITHUB_REPO} (${GITHUB_MODE === 'push' ? 'push' : 'pull requests'})`;
}
