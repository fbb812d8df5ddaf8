import { SutureError } from '../../domain/errors.ts';
import type { Proposal, ProviderOutcome, Usage } from '../../domain/fix.ts';
import type { FixProvider, FixRequest } from '../../domain/ports/fix-provider.ts';

/**
 * Asks providers in order, the cheap first. Those that cost nothing are asked together, and their candidates are
 * put one after the other; a paid one is asked only when the others have nothing, or have had their round and it
 * did not heal: who has had fewer rounds comes first. How each one did is in `outcomes`.
 * @throws what a provider throws, when it may pass: an overloaded model is asked again, not passed over; and what
 * the last one threw, when none of them answered at all
 */
export function chain(providers: readonly FixProvider[]): FixProvider {
  return {
    name: providers.map((provider) => provider.name).join(', '),
    async propose(request, context) {
      const answers: Proposal[] = [];
      const outcomes: ProviderOutcome[] = [];
      let left = request;
      let failure: unknown = null;
      for (const provider of inTurn(providers, request)) {
        if (isEnough(answers, request.candidates, provider)) break;
        context.signal.throwIfAborted();
        try {
          const answer = await provider.propose(left, context);
          answers.push(answer);
          outcomes.push(...outcomesOf(answer));
          left = {
            ...left,
            ...lessTokens(left, answer.usage),
            candidates: left.candidates - answer.candidates.length,
          };
        } catch (error) {
          if (context.signal.aborted || (error instanceof SutureError && error.retryable)) throw error;
          failure = error;
          const detail = error instanceof Error ? error.message : String(error);
          outcomes.push({ provider: provider.name, outcome: 'failed', detail, usage: null });
        }
      }
      if (answers.length === 0) throw failure;
      return together(answers, outcomes);
    },
    async guess(known) {
      for (const provider of providers) {
        const guessed = (await provider.guess?.(known)) ?? null;
        if (guessed) return guessed;
      }
      return null;
    },
  };
}

/** The fewer rounds one has had, the sooner it is asked; among equals the order of the settings. */
function inTurn(providers: readonly FixProvider[], { attempts }: FixRequest): FixProvider[] {
  const rounds = (name: string) =>
    attempts.filter(({ tried }) => tried.some(({ candidate }) => candidate.provider === name)).length;
  return providers.toSorted((a, b) => rounds(a.name) - rounds(b.name));
}

function isEnough(answers: readonly Proposal[], wanted: number, next: FixProvider): boolean {
  const count = answers.reduce((sum, { candidates }) => sum + candidates.length, 0);
  const proven = answers.some(({ tried }) => tried?.some(({ verdict }) => verdict.proven));
  return proven || count >= wanted || (count > 0 && next.paid === true);
}

function outcomesOf(answer: Proposal): ProviderOutcome[] {
  if (answer.outcomes) return answer.outcomes;
  const { provider, usage, candidates } = answer;
  const count = candidates.length;
  return [
    count > 0
      ? { provider, outcome: 'proposed', detail: `${count} ${count === 1 ? 'fix' : 'fixes'}.`, usage }
      : { provider, outcome: 'refused', detail: answer.refusal ?? 'It had no candidates.', usage },
  ];
}

function together(answers: readonly Proposal[], outcomes: ProviderOutcome[]): Proposal {
  const proposing = answers.filter(({ candidates }) => candidates.length > 0);
  const first = proposing[0] ?? (answers.at(-1) as Proposal);
  const seen = new Set<string>();
  const candidates = proposing
    .flatMap((answer) => answer.candidates)
    .filter(({ id }) => !seen.has(id) && seen.add(id));
  const tried = answers.flatMap((answer) => answer.tried ?? []);
  return {
    provider: proposing.map(({ provider }) => provider).join(' and ') || first.provider,
    rootCause: first.rootCause,
    candidates,
    refusal: candidates.length > 0 ? null : outcomes.map(sentence).join(' '),
    usage: answers.map(({ usage }) => usage).reduce(sum, null),
    outcomes,
    ...(tried.length > 0 && { tried }),
  };
}

function sentence({ provider, outcome, detail }: ProviderOutcome): string {
  return `${provider} ${outcome}: ${detail}`;
}

function lessTokens({ tokens, usd }: FixRequest, usage: Usage | null): Pick<FixRequest, 'tokens' | 'usd'> {
  if (!usage) return { tokens, usd };
  return {
    tokens: Math.max(0, tokens - usage.inputTokens - usage.outputTokens),
    usd: Math.max(0, usd - usage.costUsd),
  };
}

function sum(a: Usage | null, b: Usage | null): Usage | null {
  if (!a || !b) return a ?? b;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: (a.cacheReadTokens ?? 0) + (b.cacheReadTokens ?? 0),
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
    costUsd: a.costUsd + b.costUsd,
  };
}
