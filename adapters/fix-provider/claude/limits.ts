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
 * @param request what there was at the start of the conversation, and what the policy gives a heal in all
 * @param spent what the conversation has used of it
 * @param nextInput how many tokens the next request will have about; all of them are priced as new to the cache
 */
export function allowance(
  request: ModelBudget & { policy: ModelBudget },
  spent: ModelBudget,
  nextInput: number,
  price: Price,
): Allowance {
  const { policy } = request;
  /** Over all rounds of the heal: what earlier ones have used, and this conversation. */
  const used = (name: keyof ModelBudget) => policy[name] - request[name] + spent[name];
  if (spent.turns >= request.turns) {
    return reached(`${policy.turns} answers a heal`, 'modelTurns', `${used('turns')} were given`);
  }
  if (spent.seconds >= request.seconds) {
    const spentOn = `${Math.round(used('seconds'))} s were spent`;
    return reached(`${Math.round(policy.seconds)} s a heal`, 'modelSeconds', spentOn);
  }
  const tokens = request.tokens - spent.tokens - nextInput;
  if (tokens < SHORTEST_ANSWER) {
    if (policy.tokens === 0) return { reached: 'Its policy asks no model: policy.tokens is 0.' };
    const rest = `${count(used('tokens'))} are used, and another answer needs more than is left`;
    return reached(`${count(policy.tokens)} tokens a heal`, 'tokens', rest);
  }
  const dollars = request.usd - spent.usd - (nextInput * price.cacheWrite) / 1_000_000;
  const affordable = Math.floor((dollars * 1_000_000) / price.output);
  if (affordable < SHORTEST_ANSWER) {
    const rest = `$${used('usd').toFixed(4)} are spent, and another answer may cost more than is left`;
    return reached(`$${policy.usd.toFixed(2)} a heal`, 'modelUsd', rest);
  }
  return { maxTokens: Math.min(LONGEST_ANSWER, tokens, affordable) };
}

function reached(limit: string, name: string, why: string): Allowance {
  return { reached: `The limit of ${limit} (policy.${name}) is reached: ${why}.` };
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-US');
}
