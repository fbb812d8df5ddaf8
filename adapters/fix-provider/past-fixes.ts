import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import { recall } from '../../repair/search/past-fixes.ts';

/** Fixes that held in production before, as knowledge remembers them, fitted to the files as they are now. */
export function createMemoryProvider(): FixProvider {
  return {
    name: 'memory',
    async propose(request, context) {
      context.signal.throwIfAborted();
      const tried = new Set(
        request.attempts.flatMap((attempt) => attempt.tried.map(({ candidate }) => candidate.id)),
      );
      const candidates = recall(request.knowledge, request.files)
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
