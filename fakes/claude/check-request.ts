import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** An error as the API answers it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

const invalid = (message: string) => new ApiError(400, 'invalid_request_error', message);

const CacheControl = z.strictObject({
  type: z.literal('ephemeral'),
  ttl: z.enum(['5m', '1h']).optional(),
});
const cache = { cache_control: CacheControl.nullish() };
const Text = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  citations: z.array(z.unknown()).nullish(),
  ...cache,
});
const ToolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
  caller: z.unknown().optional(),
  ...cache,
});
const ToolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(Text)]).optional(),
  is_error: z.boolean().optional(),
  ...cache,
});
const Thinking = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const Block = z.discriminatedUnion('type', [Text, ToolUse, ToolResult, Thinking]);
export type Block = z.infer<typeof Block>;

const Message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(Block).min(1)]),
});
const Tool = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  strict: z.boolean().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  ...cache,
});
/** The fields that we may send; the API knows more, and refuses unknown ones in these words. */
const Request = z.strictObject({
  model: z.string(),
  max_tokens: z.number().int().min(1).max(128_000),
  system: z.union([z.string(), z.array(Text)]).optional(),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).optional(),
  stream: z.boolean().optional(),
  temperature: z.number().optional(),
  tool_choice: z.looseObject({ type: z.string() }).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  ...cache,
});
export type MessagesRequest = z.infer<typeof Request>;

/** What a signature of thinking looks like that this server has given out. */
export const SIGNATURE = 'signed-by-the-stand-in';

/** @throws ApiError 404, 401, 400 */
export function checkHeaders(request: IncomingMessage, apiKey: string): void {
  if (request.method !== 'POST' || request.url?.split('?')[0] !== '/v1/messages') {
    throw new ApiError(404, 'not_found_error', `Not found`);
  }
  const { authorization, 'anthropic-version': version } = request.headers;
  // The API takes either; the SDK sends the second since its version 1.
  const key = request.headers['x-api-key'] ?? authorization?.replace(/^Bearer /, '');
  if (!key) throw new ApiError(401, 'authentication_error', 'x-api-key header is required');
  if (key !== apiKey) throw new ApiError(401, 'authentication_error', 'invalid x-api-key');
  if (!version) throw invalid('anthropic-version: header is required');
}

/**
 * Checks a body the way the API does.
 * @param paused whether the last answer was paused, so that it may stand at the end
 * @throws ApiError 400, 404
 */
export function checkRequest(body: unknown, paused: boolean): MessagesRequest {
  const parsed = Request.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const extra = issue?.code === 'unrecognized_keys' ? 'Extra inputs are not permitted' : issue?.message;
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    throw invalid(`${[...(issue?.path ?? []), ...keys].join('.')}: ${extra}`);
  }
  const request = parsed.data;
  if (!/^claude-(sonnet|opus|haiku|fable)-\d/.test(request.model)) {
    throw new ApiError(404, 'not_found_error', `model: ${request.model}`);
  }
  checkModel(request, paused);
  checkTools(request);
  checkCacheMarks(request);
  checkMessages(request.messages);
  return request;
}

/** What Claude Sonnet 5.5 answers with a 400, by its migration guide. */
function checkModel(
  { temperature, tool_choice: choice, thinking, messages }: MessagesRequest,
  paused: boolean,
): void {
  if (temperature !== undefined) throw invalid('`temperature` is not supported by this model.');
  if (choice && choice.type !== 'auto' && choice.type !== 'none') {
    throw invalid('tool_choice: forced tool use is not supported by this model.');
  }
  if (thinking && !['adaptive', 'between_tools'].includes(thinking.type)) {
    throw invalid(`thinking.type: \`${thinking.type}\` is not supported by this model.`);
  }
  if (messages.at(-1)?.role !== 'user' && !paused) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
}

function checkTools({ tools = [] }: MessagesRequest): void {
  for (const [index, tool] of tools.entries()) {
    if (tools.findIndex(({ name }) => name === tool.name) !== index) {
      throw invalid('tools: Tool names must be unique.');
    }
    if (tool.strict) checkStrict(tool.input_schema, `tools.${index}.custom`);
  }
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs: what a strict schema may not have. */
function checkStrict(schema: unknown, at: string): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object' && additionalProperties !== false) {
    throw invalid(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  const unsupported = ['minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'maxItems'];
  const found = unsupported.filter((name) => Object.hasOwn(schema, name));
  if (found.length > 0 && typeof type === 'string') {
    throw invalid(`${at}: For '${type}' type, properties ${found.join(', ')} are not supported`);
  }
  for (const value of Object.values(schema)) checkStrict(value, at);
}

function checkCacheMarks(request: MessagesRequest): void {
  const marks = JSON.stringify(request).match(/"cache_control":\{/g)?.length ?? 0;
  if (marks > 4) {
    throw invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
  }
}

function checkMessages(messages: MessagesRequest['messages']): void {
  if (messages[0]?.role !== 'user') throw invalid('messages: first message must use the "user" role');
  for (const [index, { role, content }] of messages.entries()) {
    const blocks = blocksOf(content);
    for (const block of blocks) {
      if (block.type === 'text' && block.text === '') {
        throw invalid('messages: text content blocks must be non-empty');
      }
      if (block.type === 'thinking' && block.signature !== SIGNATURE) {
        throw invalid(`messages.${index}.content.0: Invalid \`signature\` in \`thinking\` block`);
      }
      if (role === 'user' && (block.type === 'tool_use' || block.type === 'thinking')) {
        throw invalid(`messages.${index}: \`${block.type}\` blocks can only be in \`assistant\` messages`);
      }
    }
    if (role === 'assistant') checkUses(messages, index, blocks);
    else checkResults(messages, index, blocks);
  }
}

/** Each use of a tool has its result right at the beginning of the next message. */
function checkUses(messages: MessagesRequest['messages'], index: number, blocks: Block[]): void {
  const uses = blocks.flatMap((block) => (block.type === 'tool_use' ? block.id : []));
  const next = blocksOf(messages[index + 1]?.content ?? []);
  const leading = next.slice(0, next.findIndex(({ type }) => type !== 'tool_result') >>> 0);
  const answered = leading.flatMap((block) => (block.type === 'tool_result' ? block.tool_use_id : []));
  const missing = uses.filter((id) => !answered.includes(id));
  if (missing.length > 0) {
    throw invalid(
      `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
    );
  }
}

function checkResults(messages: MessagesRequest['messages'], index: number, blocks: Block[]): void {
  const before = index > 0 ? blocksOf(messages[index - 1]?.content ?? []) : [];
  const uses = before.flatMap((block) => (block.type === 'tool_use' ? block.id : []));
  const seen = new Set<string>();
  for (const [at, block] of blocks.entries()) {
    if (block.type !== 'tool_result') continue;
    if (!uses.includes(block.tool_use_id)) {
      throw invalid(
        `messages.${index}.content.${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
    if (seen.has(block.tool_use_id)) {
      throw invalid(
        `messages.${index}.content.${at}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${block.tool_use_id}`,
      );
    }
    seen.add(block.tool_use_id);
  }
}

export function blocksOf(content: string | Block[]): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
