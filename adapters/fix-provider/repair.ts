import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import { createParseGuard, type ParseGuard } from '../../platform/parse-guard.ts';
import { proposeRepairs } from '../../repair/propose.ts';
import { proposeScreened } from '../../repair/propose-screened.ts';
import { loadSqlParser } from '../../repair/sql/parser.ts';
import { readableRequest } from './readable-request.ts';

const FREE = { tokens: 0, turns: 0, seconds: 0, usd: 0 };

/**
 * The repair engine as a provider: offline, deterministic, without tokens.
 * @param guard may be shared with others who read the same files
 */
export function createRepairProvider(guard: ParseGuard = createParseGuard()): FixProvider {
  return {
    name: 'repair',
    async propose(request, context) {
      context.signal.throwIfAborted();
      const [readable, parser] = await Promise.all([readableRequest(request, guard), loadSqlParser()]);
      const screen = (await context.screen?.()) ?? null;
      if (screen) {
        try {
          const { signal } = context;
          const heartbeat = (detail: string) => context.heartbeat(detail);
          const { proposal } = await proposeScreened(readable, { screen, parser, signal, heartbeat });
          if (proposal) return proposal;
        } finally {
          await screen.close();
        }
      }
      return proposeRepairs(readable, parser);
    },
    async guess(known) {
      const request = { ...known, ...FREE, knowledge: [], attempts: [], candidates: 1, policy: FREE };
      const [readable, parser] = await Promise.all([readableRequest(request, guard), loadSqlParser()]);
      return proposeRepairs(readable, parser).candidates[0] ?? null;
    },
  };
}
