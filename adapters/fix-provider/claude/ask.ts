import type Anthropic from '@anthropic-ai/sdk';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { Usage } from '../../../domain/fix.ts';
import type { Answer } from './entries.ts';
import { type Price, usageOf } from './prices.ts';
import { toolDefinitions } from './tools/index.ts';

export interface Question {
  model: string;
  system: string;
  messages: MessageParam[];
  maxTokens: number;
}

export interface Asking {
  signal: AbortSignal;
  heartbeat(detail: string): void;
}

/** An answer, or how far it came: what was streamed before a call broke off is paid as well. */
export type Reply = { answer: Answer; usage: Usage } | { error: unknown; usage: Usage | null };

/** Asks for one answer, as a stream. Never throws: a call that failed has its cost too. */
export async function ask(
  client: Anthropic,
  { model, system, messages, maxTokens }: Question,
  price: Price,
  { signal, heartbeat }: Asking,
): Promise<Reply> {
  const stream = client.messages.stream(
    {
      model,
      max_tokens: maxTokens,
      // Two marks: what no turn changes, and everything up to here, which the next turn begins with.
      system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
      tools: toolDefinitions(),
      messages: markLast(messages),
    },
    { signal },
  );
  let characters = 0;
  stream.on('streamEvent', (event) => {
    if (event.type !== 'content_block_delta') return;
    const { delta } = event;
    if (delta.type === 'text_delta') characters += delta.text.length;
    if (delta.type === 'input_json_delta') characters += delta.partial_json.length;
    if (delta.type === 'thinking_delta') characters += delta.thinking.length;
    heartbeat(`${model} answers: ${characters} characters so far`);
  });
  try {
    const message = await stream.finalMessage();
    const usage = usageOf(message.usage, price);
    if (message.stop_reason === null) return { error: new Error('the stream ended too soon'), usage };
    const { stop_reason: stopReason, stop_details: details, content } = message;
    const blocks = content as unknown as Answer['blocks'];
    return { answer: { stopReason, stopDetails: details?.category ?? null, maxTokens, blocks }, usage };
  } catch (error) {
    const begun = stream.currentMessage?.usage;
    return { error, usage: begun ? usageOf(begun, price) : null };
  }
}

/** Marks the last message of ours; after a paused answer another one stands behind it, which stays as it came. */
function markLast(messages: MessageParam[]): MessageParam[] {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const last = messages[at];
  if (!last || typeof last.content === 'string') return messages;
  const content = last.content.map((block, index) =>
    index === last.content.length - 1 ? { ...block, cache_control: { type: 'ephemeral' as const } } : block,
  );
  return messages.with(at, { ...last, content } as MessageParam);
}
