import type { ModelBudget } from '../../../domain/ports/fix-provider.ts';
import { readSettings } from '../../../domain/settings.ts';
import { API_KEY } from '../../../fakes/claude/messages-server.ts';
import { ClaudeSettings } from '../claude/settings.ts';

/** Settings that point to a stand-in of the API. */
export function claudeSettings(url: string) {
  return readSettings({ ANTHROPIC_API_KEY: API_KEY, ANTHROPIC_BASE_URL: url }, ClaudeSettings);
}

/** The default budget of a fault's policy. */
export const MODEL_BUDGET: ModelBudget = { tokens: 200_000, turns: 24, seconds: 1_800, usd: 1 };
