import { z } from 'zod';
import type { ReleaseDefinition } from '../../domain/service-definition.ts';
import { ask } from './ask.ts';

/** A service that runs, and how it reports its commit. */
export interface RunningService {
  /** Base URL; null: not known. */
  url: string | null;
  /** Null: it does not report its commit. */
  release: ReleaseDefinition | null;
}

const Answer = z.record(z.string(), z.unknown());

/** The commit that a service reports; null when it reports none, or does not answer. */
export async function askLiveBuild({ url, release }: RunningService): Promise<string | null> {
  if (!release || url === null) return null;
  const answer = await ask(new URL(release.path, url), Answer);
  const commit = answer?.[release.field];
  return typeof commit === 'string' ? commit : null;
}
