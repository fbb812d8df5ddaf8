import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import { createParseGuard, type ParseGuard } from '../../platform/parse-guard.ts';
import { proposeRepairs } from '../../repair/propose.ts';
import { loadSqlParser } from '../../repair/sql/parser.ts';
import { readableRequest } from './readable-request.ts';

/**
 * The repair engine as a provider: offline, deterministic, without tokens.
 * @param guard may be shared with others who read the same files
 */
export function createRepairProvider(guard: ParseGuard = createParseGuard()): FixProvider {
  return {
    name: 'repair',
    async propose(request, context) {
      context.signal.throwIfAborted();
      return proposeRepairs(await readableRequest(request, guard), await loadSqlParser());
    },
  };
}
