import type Anthropic from '@anthropic-ai/sdk';
import type { FixContext, FixRequest } from '../../../domain/ports/fix-provider.ts';
import { appendPaid } from './append-paid.ts';
import { ask } from './ask.ts';
import type { Sdk } from './client.ts';
import { type Conversation, follow } from './conversation.ts';
import { type Answer, type End, Entry, type ToolResult } from './entries.ts';
import { toModelError } from './errors.ts';
import { drawFence, type Fence, fenceNamed } from './fence.ts';
import { allowance } from './limits.ts';
import { priceOf } from './prices.ts';
import { openingText, shownPart, systemPrompt } from './prompt.ts';
import type { Redactor } from './secrets.ts';
import { useTool } from './tools/index.ts';

export interface Talk {
  sdk: Sdk;
  client: Anthropic;
  /** For a new conversation; one that continues keeps its own. */
  model: string;
  redactor: Redactor;
  request: FixRequest;
  context: FixContext;
}

/** A count before the API has counted, on the safe side: English has four characters a token, and code fewer. */
const CHARACTERS_PER_TOKEN = 3;
const TOKENS_OF_TOOLS = 1_000;
/** An answer may be paused so many times in a row; each is paid. */
const MOST_PAUSES = 5;
/** Marks and ids around what is said. */
const TOKENS_OF_A_TURN = 200;

/**
 * Talks with the model until a proposal is proven, it has nothing more to say, or a limit is reached. Each step is
 * written to the transcript before the next begins, and a transcript that has entries is continued.
 * @throws SutureError `model_rate_limited`, `model_overloaded`, `model_unavailable` (retryable, with the time to wait),
 * `model_unauthorized`, `unknown_model`, `model_rejected_request`, `conversation_taken`
 */
export async function converse(talk: Talk): Promise<Conversation> {
  const { request, context } = talk;
  const transcript = context.transcript('claude');
  const entries = (await transcript.load()).map((entry) => Entry.parse(entry));
  let state = follow(entries);

  async function write(entry: Entry): Promise<void> {
    entries.push(...(await appendPaid(transcript, entries.length, entry)));
    state = follow(entries);
  }
  const close = (reason: End['reason'], detail: string) =>
    write({ kind: 'end', content: { reason, detail }, usage: null, ms: 0 });

  if (!state.opening) await write(await open(talk, drawFence()));
  while (!state.end) {
    context.signal.throwIfAborted();
    const { model, system, fence: name } = state.opening as NonNullable<Conversation['opening']>;
    const started = performance.now();

    if (state.waiting) {
      const results = await useTools(talk, fenceNamed(name), state, state.waiting);
      await write({ kind: 'results', content: { results }, usage: null, ms: performance.now() - started });
      const proven = state.tried.find(({ verdict }) => verdict.proven);
      if (proven)
        await close('proven', `Proposal ${state.proposals.indexOf(proven.candidate) + 1} is proven.`);
      continue;
    }
    const ending = endingOf(state);
    if (ending) {
      await close(ending.reason, ending.detail);
      continue;
    }
    const price = priceOf(model);
    const allowed = allowance(request, state.spent, nextInput(state), price);
    if (allowed.reached !== undefined) {
      await close('limit', allowed.reached);
      continue;
    }
    const { maxTokens } = allowed;
    context.heartbeat(`Asks ${model}, turn ${state.spent.turns + 1}`);
    const { messages } = state;
    // The answer is kept before the step waits for its place in the sandbox again: it is paid.
    await context.aside(async () => {
      const reply = await ask(talk.client, { model, system, messages, maxTokens }, price, context);
      const ms = performance.now() - started;
      if ('answer' in reply) return write({ kind: 'answer', content: reply.answer, usage: reply.usage, ms });
      const error = toModelError(reply.error, talk.sdk, model, state.troubles);
      const { type, message, retryAfterMs } = error;
      // Also of a call that was cancelled: what came of it is paid.
      await write({
        kind: 'trouble',
        content: { type, message, retryAfterMs: retryAfterMs ?? 0 },
        usage: reply.usage,
        ms,
      });
      context.signal.throwIfAborted();
      throw error;
    });
  }
  return state;
}

/** The first entry; everything that is said later stands on it. */
async function open({ model, redactor, request }: Talk, fence: Fence): Promise<Entry> {
  const shown = shownPart(request);
  // A secret of several lines is one to the rules as long as the lines are together.
  const logLines = (await redactor.hide(shown.evidence.logLines.join('\n'))).split('\n');
  const safe = await redactor.hideIn({ ...shown, evidence: { ...shown.evidence, logLines } });
  const text = await redactor.hide(openingText(safe, fence));
  return {
    kind: 'opening',
    content: { model, fence: fence.name, system: systemPrompt(fence), text },
    usage: null,
    ms: 0,
  };
}

/** Uses the tools of an answer, one after the other. What they say is cleaned of secrets before it is kept. */
async function useTools(
  { request, context, redactor }: Talk,
  fence: Fence,
  state: Conversation,
  answer: Answer,
): Promise<ToolResult[]> {
  const results: ToolResult[] = [];
  const proposals = [...state.proposals];
  const tried = [...state.tried];
  for (const block of answer.blocks) {
    if (block.type !== 'tool_use') continue;
    const { id, name, input } = block as unknown as { id: string; name: string; input: unknown };
    context.signal.throwIfAborted();
    const tools = { request, context, fence, redactor, proposals, tried };
    const { text, isError = false, ...added } = await useTool(name, input, tools);
    if (added.candidate) proposals.push(added.candidate);
    const { proof } = added;
    const candidate = proof && proposals.find((each) => each.id === proof.candidateId);
    if (proof && candidate) tried.push({ candidate, verdict: proof.verdict });
    results.push({ toolUseId: id, tool: name, text: await redactor.hide(text), isError, ...added });
  }
  return results;
}

/** Whether the last answer is the end of the conversation. */
function endingOf({ lastAnswer, cuts, pauses }: Conversation): End | null {
  if (!lastAnswer) return null;
  const { stopReason, stopDetails, maxTokens, blocks } = lastAnswer;
  const said = blocks.flatMap(({ type, text }) => (type === 'text' ? String(text) : [])).join('\n');
  switch (stopReason) {
    case 'tool_use':
      return null;
    case 'pause_turn':
      if (pauses < MOST_PAUSES) return null;
      return { reason: 'cut', detail: `The API paused its answer ${pauses} times in a row (pause_turn).` };
    case 'max_tokens':
      if (cuts < 2) return null;
      return {
        reason: 'cut',
        detail: `Its answer was cut off at ${maxTokens} tokens, twice in a row (max_tokens).`,
      };
    case 'model_context_window_exceeded':
      return { reason: 'cut', detail: 'The conversation is longer than the model can take in.' };
    case 'refusal':
      return {
        reason: 'declined',
        detail: `The model declined to answer (refusal${stopDetails ? `: ${stopDetails}` : ''}).`,
      };
    default:
      return { reason: 'done', detail: said.trim() || `The model stopped without a word (${stopReason}).` };
  }
}

/** Tokens that the next request will have, at most. */
function nextInput({ length, added, opening }: Conversation): number {
  const characters = length > 0 ? added : (opening?.system.length ?? 0) + (opening?.text.length ?? 0);
  const counted = length > 0 ? length + TOKENS_OF_A_TURN : TOKENS_OF_TOOLS;
  return counted + Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
