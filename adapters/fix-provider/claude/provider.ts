import { SutureError } from '../../../domain/errors.ts';
import type { Proposal, ProviderOutcome } from '../../../domain/fix.ts';
import type { FixProvider } from '../../../domain/ports/fix-provider.ts';
import type { SecretGuard } from '../../secrets/secret-guard.ts';
import { connect } from './client.ts';
import type { Conversation } from './conversation.ts';
import { converse } from './converse.ts';
import { priceOf } from './prices.ts';
import { createRedactor } from './secrets.ts';
import type { ClaudeSettings } from './settings.ts';

/** The confidence of a proven candidate; it only orders candidates. */
const PROVEN = 0.97;

/**
 * Claude as a fix provider: a loop with few tools over the allowed files, which proves its proposals by itself.
 * @param guard takes secrets out of what is sent
 * @throws SutureError `invalid_settings` without a key
 */
export function createClaudeProvider(settings: ClaudeSettings, guard: SecretGuard): FixProvider {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_MODEL: model } = settings;
  if (!apiKey) {
    throw new SutureError(
      'invalid_settings',
      'FIX_PROVIDERS names "claude" but ANTHROPIC_API_KEY is not set; set it to a key of the Claude API, or leave "claude" out.',
    );
  }
  return {
    name: 'claude',
    paid: true,
    async propose(request, context) {
      context.signal.throwIfAborted();
      const redactor = await createRedactor(request.files, guard);
      const { sdk, client } = await connect({ apiKey, baseUrl });
      return propose(await converse({ sdk, client, model, redactor, request, context }));
    },
  };
}

/** The proposal that a finished conversation results in. */
function propose(talk: Conversation): Proposal {
  const { proposals, tried, causes, usage, end, opening } = talk;
  const proven = tried.filter(({ verdict }) => verdict.proven).map(({ candidate }) => candidate);
  const failed = new Set(tried.filter(({ verdict }) => !verdict.proven).map(({ candidate }) => candidate.id));
  // A limit may have prevented the proof of a proposal, so the workflow proves it: the newest first.
  const open = proposals.filter(({ id }) => !failed.has(id)).reverse();
  const candidates =
    proven.length > 0 ? proven.map((candidate) => ({ ...candidate, confidence: PROVEN })) : open;
  const [best] = candidates;
  const count = tried.length === 1 ? '1 proof' : `${tried.length} proofs`;
  const price = priceOf(opening?.model ?? '').listed ? '' : ' (a guess: the model has no listed price)';
  const cost = `${talk.spent.turns} answers, ${count}, $${usage.costUsd.toFixed(4)}${price}`;
  const detail = `${end?.detail ?? ''} [${cost}]`.trim();
  const outcome: ProviderOutcome['outcome'] = best ? 'proposed' : 'refused';
  return {
    provider: 'claude',
    rootCause: {
      source: 'claude',
      confidence_score: best?.confidence ?? 0,
      explanation: (best && causes[best.id]) || best?.rationale || (end?.detail ?? ''),
    },
    candidates,
    refusal: best ? null : detail,
    usage,
    tried,
    outcomes: [{ provider: 'claude', outcome, detail, usage }],
  };
}
