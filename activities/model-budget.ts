import type { ModelBudget } from '../domain/ports/fix-provider.ts';
import type { FaultPolicy } from '../domain/service-definition.ts';
import type { AttemptRecord, Conversation } from '../store/store.ts';
import type { Round } from './run.ts';

/** What a policy gives a heal for asking models. */
export function budgetOf({ tokens, modelTurns, modelSeconds, modelUsd }: FaultPolicy): ModelBudget {
  return { tokens, turns: modelTurns, seconds: modelSeconds, usd: modelUsd };
}

/**
 * What the rounds before this one have left of the policy's means. What is spent in the round itself is counted by
 * who spends it, which can be in the middle of it.
 */
export function budgetLeft(
  policy: FaultPolicy,
  round: Round,
  attempts: readonly AttemptRecord[],
  conversations: readonly Conversation[],
): ModelBudget {
  const earlier = conversations.filter(
    ({ healRun, attempt }) => healRun === round.healRun && attempt < round.attempt,
  );
  const kept = attempts
    .filter(({ healRun, number }) => healRun === round.healRun && number < round.attempt)
    .flatMap(({ proposal }) => proposal.usage ?? []);
  const said = earlier.map(({ usage }) => usage);
  const tokens = (list: typeof said) => sum(list.map((usage) => usage.inputTokens + usage.outputTokens));
  const dollars = (list: typeof said) => sum(list.map(({ costUsd }) => costUsd));
  const left = (budget: number, used: number) => Math.max(0, budget - used);
  return {
    // A conversation that ended in an error left no proposal, and a provider without a transcript no conversation.
    tokens: left(policy.tokens, Math.max(tokens(said), tokens(kept))),
    usd: left(policy.modelUsd, Math.max(dollars(said), dollars(kept))),
    turns: left(policy.modelTurns, sum(earlier.map(({ turns }) => turns))),
    seconds: left(policy.modelSeconds, sum(earlier.map(({ seconds }) => seconds))),
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
