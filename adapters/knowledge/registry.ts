import { SutureError } from '../../domain/errors.ts';
import type { Knowledge } from '../../domain/ports/knowledge.ts';
import type { Settings } from '../../domain/settings.ts';
import { createPostgresKnowledge } from './postgres.ts';

type Made = Knowledge & { close(): Promise<void> };

/** Every value that `KNOWLEDGE` may have, and what makes the adapter. */
const ADAPTERS: Record<Settings['KNOWLEDGE'], (settings: KnowledgeSettings) => Made> = {
  postgres: ({ DATABASE_URL }) => {
    if (DATABASE_URL) return createPostgresKnowledge({ databaseUrl: DATABASE_URL });
    throw new SutureError(
      'invalid_settings',
      'KNOWLEDGE is "postgres" but DATABASE_URL is not set; set it to an address such as postgres://user:password@127.0.0.1:5432/suture.',
    );
  },
};

export type KnowledgeSettings = Pick<Settings, 'KNOWLEDGE' | 'DATABASE_URL'>;

/** The knowledge that the settings ask for. @throws SutureError `invalid_settings`. */
export function createKnowledge(settings: KnowledgeSettings): Made {
  return ADAPTERS[settings.KNOWLEDGE](settings);
}
