import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type MessagesRequest, SIGNATURE } from './check-request.ts';
import { countTokens, type InputTokens } from './prompt-cache.ts';
import type { Turn } from './turn.ts';

type Said = Exclude<Turn, { status: number }>;
type Event = { type: string; [key: string]: unknown };

/** Characters of a delta: small, so that text and JSON come in pieces. */
const PIECE = 7;

/** Answers with a turn as server-sent events, in the order in which the API sends them. */
export async function streamTurn(
  response: ServerResponse,
  request: MessagesRequest,
  turn: Said,
  input: InputTokens,
): Promise<void> {
  await turn.until;
  if (!request.stream) throw new Error('the stand-in answers streams only');
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_test' });
  const events = eventsOf(request, turn, input);
  const end = turn.cutAfter ?? turn.silentAfter ?? turn.errorAfter?.events ?? events.length;
  for (const event of events.slice(0, end)) {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    // Lets the client see the pieces one by one.
    await new Promise(setImmediate);
  }
  if (turn.silentAfter !== undefined) return;
  if (turn.cutAfter !== undefined) {
    response.destroy();
    return;
  }
  if (turn.errorAfter) {
    const { type, message } = turn.errorAfter;
    response.write(`event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message } })}\n\n`);
  }
  response.end();
}

function eventsOf(request: MessagesRequest, turn: Said, input: InputTokens): Event[] {
  const { text, thinking, tools = [] } = turn;
  const blocks = [
    ...(thinking === undefined ? [] : [thinkingBlock(thinking)]),
    ...(text === undefined ? [] : [textBlock(text)]),
    ...tools.map(({ name, input: toolInput }) => toolBlock(name, toolInput)),
  ];
  const said = [thinking, text, ...tools.map((tool) => JSON.stringify(tool.input))].join('');
  const outputTokens = turn.outputTokens ?? Math.max(1, countTokens(said));
  const usage = { ...input, output_tokens: 1, service_tier: 'standard' };
  return [
    {
      type: 'message_start',
      message: {
        id: `msg_${randomBytes(8).toString('hex')}`,
        type: 'message',
        role: 'assistant',
        model: request.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
    { type: 'ping' },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: 'content_block_start', index, content_block: start },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: {
        stop_reason: turn.stopReason ?? (tools.length > 0 ? 'tool_use' : 'end_turn'),
        stop_sequence: null,
        stop_details: turn.stopDetails ?? null,
      },
      usage: { ...input, output_tokens: outputTokens },
    },
    { type: 'message_stop' },
  ];
}

interface StreamedBlock {
  start: Record<string, unknown>;
  deltas: Record<string, unknown>[];
}

function textBlock(text: string): StreamedBlock {
  return {
    start: { type: 'text', text: '', citations: null },
    deltas: pieces(text).map((piece) => ({ type: 'text_delta', text: piece })),
  };
}

function thinkingBlock(thinking: string): StreamedBlock {
  return {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      ...pieces(thinking).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      { type: 'signature_delta', signature: SIGNATURE },
    ],
  };
}

function toolBlock(name: string, input: unknown): StreamedBlock {
  const id = `toolu_${randomBytes(8).toString('hex')}`;
  return {
    start: { type: 'tool_use', id, name, input: {} },
    deltas: [
      { type: 'input_json_delta', partial_json: '' },
      ...pieces(JSON.stringify(input)).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
    ],
  };
}

function pieces(text: string): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'g')) ?? [];
}
