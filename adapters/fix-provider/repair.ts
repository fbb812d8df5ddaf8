import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import { proposeRepairs } from '../../repair/propose.ts';
import { loadSqlParser } from '../../repair/sql/parser.ts';

/** The repair engine as a provider: offline, deterministic, without tokens. */
export function createRepairProvider(): FixProvider {
  return {
    name: 'repair',
    async propose(request, context) {
      context.signal.throwIfAborted();
      return proposeRepairs(request, await loadSqlParser());
    },
  };
}
