import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { Candidate, Trial, Usage } from '../../../domain/fix.ts';
import type { ModelBudget } from '../../../domain/ports/fix-provider.ts';
import type { Answer, End, Entry, ToolResult } from './entries.ts';

/** Where a conversation is, as it follows from its entries. */
export interface Conversation {
  opening: Extract<Entry, { kind: 'opening' }>['content'] | null;
  /** What is sent next. */
  messages: MessageParam[];
  /** An answer whose tools have not been used yet. */
  waiting: Answer | null;
  lastAnswer: Answer | null;
  /** In the order in which they were proposed, each change once. */
  proposals: Candidate[];
  /** Why the fault happens, as each proposal sees it, by its id. */
  causes: Record<string, string>;
  tried: Trial[];
  /** Answers in a row that were cut off. */
  cuts: number;
  /** Answers in a row that the API paused. */
  pauses: number;
  /** Calls in a row that failed. */
  troubles: number;
  /** Tokens of the last request and its answer: the next one has at least as many. */
  length: number;
  /** Characters that were added since. */
  added: number;
  spent: ModelBudget;
  usage: Usage;
  end: End | null;
}

/** Sent to the model after an answer that was cut off, which it does not see again. */
const TOO_LONG =
  'Your last answer was longer than allowed and was thrown away. Answer again, shorter: think less, and change only what must change.';

/** Reads the entries, from the first to the last, into the state that they lead to. */
export function follow(entries: readonly Entry[]): Conversation {
  const state: Conversation = {
    opening: null,
    messages: [],
    waiting: null,
    lastAnswer: null,
    proposals: [],
    causes: {},
    tried: [],
    cuts: 0,
    pauses: 0,
    troubles: 0,
    length: 0,
    added: 0,
    spent: { tokens: 0, turns: 0, seconds: 0, usd: 0 },
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 },
    end: null,
  };
  for (const entry of entries) {
    pay(state, entry);
    state.troubles = entry.kind === 'trouble' ? state.troubles + 1 : 0;
    if (entry.kind === 'opening') {
      state.opening = entry.content;
      state.messages = [{ role: 'user', content: [{ type: 'text', text: entry.content.text }] }];
    } else if (entry.kind === 'answer') takeAnswer(state, entry.content);
    else if (entry.kind === 'results') takeResults(state, entry.content.results);
    else if (entry.kind === 'end') state.end = entry.content;
  }
  return state;
}

function takeAnswer(state: Conversation, answer: Answer): void {
  state.added = 0;
  state.lastAnswer = answer;
  if (answer.stopReason === 'max_tokens') {
    state.cuts += 1;
    state.added = TOO_LONG.length;
    append(state.messages, { type: 'text', text: TOO_LONG });
    return;
  }
  state.cuts = 0;
  state.pauses = answer.stopReason === 'pause_turn' ? state.pauses + 1 : 0;
  continueAssistant(state.messages, answer.blocks);
  const usesTools = answer.blocks.some(({ type }) => type === 'tool_use');
  if (answer.stopReason === 'tool_use' || (state.pauses > 0 && usesTools)) state.waiting = answer;
}

function takeResults(state: Conversation, results: ToolResult[]): void {
  state.waiting = null;
  state.added = results.reduce((sum, { text }) => sum + text.length, 0);
  state.messages.push({
    role: 'user',
    content: results.map(({ toolUseId, text, isError }) => ({
      type: 'tool_result',
      tool_use_id: toolUseId,
      content: text,
      is_error: isError,
    })),
  });
  for (const { candidate, cause, proof } of results) {
    if (candidate) state.proposals.push(candidate);
    if (candidate && cause) state.causes[candidate.id] = cause;
    const proven = proof && state.proposals.find(({ id }) => id === proof.candidateId);
    if (proof && proven) state.tried.push({ candidate: proven, verdict: proof.verdict });
  }
}

/** A paused answer is sent back as it came, and what follows belongs to the same turn. */
function continueAssistant(messages: MessageParam[], blocks: Answer['blocks']): void {
  const last = messages.at(-1);
  if (last?.role === 'assistant' && Array.isArray(last.content)) {
    last.content = [...last.content, ...(blocks as never[])];
  } else if (blocks.length > 0) messages.push({ role: 'assistant', content: blocks as never });
}

function append(messages: MessageParam[], block: { type: 'text'; text: string }): void {
  const last = messages.at(-1);
  if (last && Array.isArray(last.content)) last.content.push(block);
}

function pay(state: Conversation, { kind, usage, ms, content }: Entry): void {
  state.spent.seconds += ms / 1000;
  if (kind === 'trouble') state.spent.seconds += (content as { retryAfterMs: number }).retryAfterMs / 1000;
  if (kind === 'answer') state.spent.turns += 1;
  if (!usage) return;
  if (kind === 'answer') state.length = usage.inputTokens + usage.outputTokens;
  state.spent.tokens += usage.inputTokens + usage.outputTokens;
  state.spent.usd += usage.costUsd;
  const total = state.usage;
  total.inputTokens += usage.inputTokens;
  total.outputTokens += usage.outputTokens;
  total.cacheReadTokens = (total.cacheReadTokens ?? 0) + (usage.cacheReadTokens ?? 0);
  total.cacheWriteTokens = (total.cacheWriteTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
  total.costUsd += usage.costUsd;
}
