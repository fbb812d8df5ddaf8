import type { Proposal } from '../../domain/fix.ts';
import type { FixProvider } from '../../domain/ports/fix-provider.ts';

/**
 * Asks providers in order until one has candidates. What the others said, or of what they failed, stays in the
 * explanation of the root cause. Throws what the last one threw when none of them answered at all.
 */
export function chain(providers: readonly FixProvider[]): FixProvider {
  return {
    name: providers.map((provider) => provider.name).join(', '),
    async propose(request, context) {
      const outcomes: string[] = [];
      let tokens = request.tokens;
      let usage: Proposal['usage'] = null;
      let last: Proposal | null = null;
      let failure: unknown = null;
      for (const provider of providers) {
        context.signal.throwIfAborted();
        try {
          last = await provider.propose({ ...request, tokens }, context);
        } catch (error) {
          if (context.signal.aborted) throw error;
          failure = error;
          outcomes.push(`${provider.name} failed: ${error instanceof Error ? error.message : String(error)}`);
          continue;
        }
        usage = sum(usage, last.usage);
        tokens = Math.max(0, tokens - (last.usage ? last.usage.inputTokens + last.usage.outputTokens : 0));
        if (last.candidates.length > 0) break;
        outcomes.push(`${provider.name} refused: ${last.refusal ?? 'it had no candidates.'}`);
      }
      if (!last) throw failure;
      const { rootCause, candidates } = last;
      const explanation = [...outcomes, rootCause.explanation].join('\n');
      const refusal = candidates.length ? null : outcomes.join('\n');
      return { ...last, rootCause: { ...rootCause, explanation }, refusal, usage };
    },
  };
}

function sum(a: Proposal['usage'], b: Proposal['usage']): Proposal['usage'] {
  if (!a || !b) return a ?? b;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}
