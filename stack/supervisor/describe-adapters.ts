import type { Repository } from '../../domain/service.ts';
import type { AllSettings } from '../../worker/settings.ts';
import type { Components } from '../machine.ts';

/** Which adapter serves which port, in words; nothing is chosen silently. */
export function describeAdapters(
  settings: Readonly<AllSettings>,
  components: Pick<Components, 'bubblewrap'>,
  repository: Repository | null,
): Record<string, string> {
  const isolated = settings.SANDBOX !== 'process' && components.bubblewrap !== null;
  return {
    ...(repository && { 'code host': describeRepository(repository), delivery: 'local' }),
    cooldowns: settings.COOLDOWNS,
    knowledge: knowledgeOf(settings),
    'fix providers': settings.FIX_PROVIDERS.join(', '),
    sandbox: isolated ? 'bubblewrap' : 'process (weak: isolates neither network nor files)',
  };
}

function knowledgeOf({ KNOWLEDGE, KNOWLEDGE_FALLBACK }: Readonly<AllSettings>): string {
  const fallback = KNOWLEDGE !== 'postgres' && KNOWLEDGE_FALLBACK !== 'none';
  return fallback ? `${KNOWLEDGE}, or ${KNOWLEDGE_FALLBACK} while it does not answer` : KNOWLEDGE;
}

function describeRepository(repository: Repository): string {
  return repository.host === 'github' ? `github ${repository.owner}/${repository.repo}` : repository.host;
}
