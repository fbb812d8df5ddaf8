import { SutureError } from '../../domain/errors.ts';
import type { Knowledge } from '../../domain/ports/knowledge.ts';
import type { Settings } from '../../domain/settings.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { createBackboardKnowledge } from './backboard/backboard.ts';
import type { BackboardSettings } from './backboard/settings.ts';
import { withFallback } from './fallback.ts';
import { createPostgresKnowledge } from './postgres.ts';
import type { KnowledgeSettings } from './settings.ts';

type Made = Knowledge & { close(): Promise<void> };

/** How long Backboard may take for one call, in milliseconds. */
const BACKBOARD_TIMEOUT_MS = 15_000;

/** Every value that `KNOWLEDGE` may have, and what makes the adapter. */
const ADAPTERS: Record<
  KnowledgeSettings['KNOWLEDGE'],
  (settings: Needed, guard: SecretGuard, log: Log) => Made
> = {
  postgres: (settings) => openPostgres(settings, 'KNOWLEDGE'),
  backboard: (settings, guard, log) => {
    const { BACKBOARD_API_KEY, BACKBOARD_BASE_URL, BACKBOARD_ASSISTANT_ID } = settings;
    if (!BACKBOARD_API_KEY) {
      throw new SutureError(
        'invalid_settings',
        'KNOWLEDGE is "backboard" but BACKBOARD_API_KEY is not set; set it to a key of your account at Backboard, or KNOWLEDGE to "postgres".',
      );
    }
    const backboard = createBackboardKnowledge({
      apiKey: BACKBOARD_API_KEY,
      baseUrl: BACKBOARD_BASE_URL,
      assistantId: BACKBOARD_ASSISTANT_ID,
      timeoutMs: BACKBOARD_TIMEOUT_MS,
      guard,
    });
    if (settings.KNOWLEDGE_FALLBACK === 'none') return { ...backboard, close: async () => {} };
    const postgres = openPostgres(settings, 'KNOWLEDGE_FALLBACK');
    return { ...withFallback(backboard, postgres, log), close: () => postgres.close() };
  },
};

type Log = (line: string) => void;

type Needed = KnowledgeSettings & BackboardSettings & Pick<Settings, 'DATABASE_URL'>;

/**
 * The knowledge that the settings ask for.
 * @param guard takes secrets out of what is sent
 * @param log gets what concerns no incident, such as an outage at the start
 * @throws SutureError `invalid_settings`
 */
export function createKnowledge(settings: Needed, guard: SecretGuard, log: Log): Made {
  return ADAPTERS[settings.KNOWLEDGE](settings, guard, log);
}

function openPostgres({ DATABASE_URL }: Pick<Settings, 'DATABASE_URL'>, setting: string): Made {
  if (DATABASE_URL) return createPostgresKnowledge({ databaseUrl: DATABASE_URL });
  throw new SutureError(
    'invalid_settings',
    `${setting} is "postgres" but DATABASE_URL is not set; set it to an address such as postgres://user:password@127.0.0.1:5432/suture.`,
  );
}
