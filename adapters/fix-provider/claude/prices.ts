import type { Usage } from '../../../domain/fix.ts';

/** US dollars for a million tokens. */
export interface Price {
  input: number;
  /** Written to the prompt cache for five minutes, the kind that we use. */
  cacheWrite: number;
  cacheRead: number;
  output: number;
}

/** Tokens as the Messages API counts them: each input token is in one of the three. */
export interface TokenCounts {
  input_tokens: number;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  output_tokens: number;
}

/**
 * List prices, from https://platform.claude.com/docs/en/about-claude/pricing (November 2026). A model whose price
 * depends on the length of the prompt stands here with the price of a long one.
 */
const PRICES: Record<string, Price> = {
  'claude-fable-5-2': { input: 8, cacheWrite: 10, cacheRead: 0.2, output: 40 },
  'claude-fable-5-1': { input: 10, cacheWrite: 12.5, cacheRead: 0.25, output: 50 },
  'claude-fable-5': { input: 10, cacheWrite: 12.5, cacheRead: 1, output: 50 },
  'claude-opus-5-5': { input: 4, cacheWrite: 5, cacheRead: 0.2, output: 20 },
  'claude-opus-5': { input: 5, cacheWrite: 6.25, cacheRead: 0.5, output: 25 },
  'claude-opus-4': { input: 5, cacheWrite: 6.25, cacheRead: 0.5, output: 25 },
  'claude-sonnet-5-5': { input: 2, cacheWrite: 2.5, cacheRead: 0.1, output: 10 },
  'claude-sonnet-5': { input: 2, cacheWrite: 2.5, cacheRead: 0.2, output: 10 },
  'claude-sonnet-4': { input: 3, cacheWrite: 3.75, cacheRead: 0.3, output: 15 },
  'claude-haiku-5-5': { input: 0.5, cacheWrite: 0.625, cacheRead: 0.05, output: 2.5 },
  'claude-haiku-4-5': { input: 1, cacheWrite: 1.25, cacheRead: 0.1, output: 5 },
};

/** For a model that the table does not name: no listed one costs more, so a limit of money still holds. */
const DEAREST: Price = { input: 10, cacheWrite: 12.5, cacheRead: 1, output: 50 };

/** The price of a model, by the longest name that its own begins with; `listed` is false when it is a guess. */
export function priceOf(model: string): Price & { listed: boolean } {
  const names = Object.keys(PRICES).filter((name) => model === name || model.startsWith(`${name}-`));
  const [name] = names.sort((a, b) => b.length - a.length);
  const price = name && PRICES[name];
  return price ? { ...price, listed: true } : { ...DEAREST, listed: false };
}

/** What an answer costs. */
export function usageOf(counts: TokenCounts, price: Price): Usage {
  const cacheWriteTokens = counts.cache_creation_input_tokens ?? 0;
  const cacheReadTokens = counts.cache_read_input_tokens ?? 0;
  const dollars =
    counts.input_tokens * price.input +
    cacheWriteTokens * price.cacheWrite +
    cacheReadTokens * price.cacheRead +
    counts.output_tokens * price.output;
  return {
    inputTokens: counts.input_tokens + cacheWriteTokens + cacheReadTokens,
    outputTokens: counts.output_tokens,
    cacheReadTokens,
    cacheWriteTokens,
    costUsd: dollars / 1_000_000,
  };
}
