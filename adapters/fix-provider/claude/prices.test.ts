import { expect, it } from 'vitest';
import { priceOf, usageOf } from './prices.ts';
import { ClaudeSettings } from './settings.ts';

it('knows the price of the default model', () => {
  expect(priceOf(ClaudeSettings.parse({}).ANTHROPIC_MODEL)).toEqual({
    input: 2,
    cacheWrite: 2.5,
    cacheRead: 0.1,
    output: 10,
    listed: true,
  });
});

it('goes by the longest name that a model begins with', () => {
  expect(priceOf('claude-haiku-4-5-20251001')).toMatchObject({ input: 1, listed: true });
  expect(priceOf('claude-opus-5-5').input).toBe(4);
  expect(priceOf('claude-opus-5').input).toBe(5);
  expect(priceOf('claude-opus-4-8').input).toBe(5);
});

it('takes a model that it does not know for the dearest', () => {
  expect(priceOf('claude-mythos-5-2')).toMatchObject({ input: 10, output: 50, listed: false });
});

it('counts each input token once, at its own price', () => {
  const counts = {
    input_tokens: 1_000,
    cache_creation_input_tokens: 10_000,
    cache_read_input_tokens: 100_000,
    output_tokens: 2_000,
  };
  expect(usageOf(counts, priceOf('claude-sonnet-5-5'))).toEqual({
    inputTokens: 111_000,
    outputTokens: 2_000,
    cacheReadTokens: 100_000,
    cacheWriteTokens: 10_000,
    costUsd: expect.closeTo(0.002 + 0.025 + 0.01 + 0.02, 9),
  });
});
