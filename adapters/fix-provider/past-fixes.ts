import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import { createParseGuard, type ParseGuard } from '../../platform/parse-guard.ts';
import { recall } from '../../repair/search/past-fixes.ts';
import { readableRequest } from './readable-request.ts';

/**
 * Fixes that held in production before, as knowledge remembers them, fitted to the files as they are now.
 * @param guard may be shared with others who read the same files
 */
export function createMemoryProvider(guard: ParseGuard = createParseGuard()): FixProvider {
  return {
    name: 'memory',
    async propose(request, context) {
      context.signal.throwIfAborted();
      const tried = new Set(
        request.attempts.flatMap((attempt) => attempt.tried.map(({ candidate }) => candidate.id)),
      );
      const { knowledge, files } = await readableRequest(request, guard);
      const candidates = recall(knowledge, files)
        .filter(({ id }) => !tried.has(id))
        .slice(0, request.candidates);
      const [best] = candidates;
      return {
        provider: 'memory',
        rootCause: {
          source: 'memory',
          confidence_score: best?.confidence ?? 0,
          explanation: best?.rationale ?? 'Nothing like it was healed before.',
        },
        candidates,
        refusal: best ? null : 'No fix that held before fits these files.',
        usage: null,
      };
    },
  };
}
