import type { ModelBudget } from '../../../domain/ports/fix-provider.ts';
import type { Price } from './prices.ts';

/** The longest answer that is asked for, in tokens, thinking included. */
const LONGEST_ANSWER = 32_000;
/** The least worth asking for: a shorter answer would be cut off before it is useful. */
const SHORTEST_ANSWER = 1_024;

/** Either how long the next answer may be, or the limit that is reached, as a sentence. */
export type Allowance = { maxTokens: number; reached?: undefined } | { reached: string };

/**
 * What a budget allows the next turn.
 * @param budget what there was at the start of the conversation
 * @param spent what the conversation has used of it
 * @param nextInput how many tokens the next request will have about; all of them are priced as new to the cache
 */
export function allowance(
  budget: ModelBudget,
  spent: ModelBudget,
  nextInput: number,
  price: Price,
): Allowance {
  if (spent.turns >= budget.turns) {
    return { reached: `Its limit of ${budget.turns} answers (policy.modelTurns) is reached.` };
  }
  if (spent.seconds >= budget.seconds) {
    return { reached: `Its limit of ${Math.round(budget.seconds)} s (policy.modelSeconds) is reached.` };
  }
  const tokens = budget.tokens - spent.tokens - nextInput;
  if (tokens < SHORTEST_ANSWER) {
    return {
      reached: `Its limit of ${budget.tokens} tokens (policy.tokens) is reached: ${spent.tokens} are used, and another answer needs more than is left.`,
    };
  }
  const dollars = budget.usd - spent.usd - (nextInput * price.cacheWrite) / 1_000_000;
  const affordable = Math.floor((dollars * 1_000_000) / price.output);
  if (affordable < SHORTEST_ANSWER) {
    return {
      reached: `Its limit of $${budget.usd.toFixed(2)} (policy.modelUsd) is reached: $${spent.usd.toFixed(4)} are spent, and another answer may cost more than is left.`,
    };
  }
  return { maxTokens: Math.min(LONGEST_ANSWER, tokens, affordable) };
}
