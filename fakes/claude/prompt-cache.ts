import type { MessagesRequest } from './check-request.ts';

/** Input tokens as the API counts them: each is in one of the three. */
export interface InputTokens {
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
}

export interface Cache {
  /** Counts a request against what was cached before, and caches up to its last mark. */
  use(request: MessagesRequest): InputTokens;
}

/** A prompt below so many tokens is not cached. */
const SMALLEST = 512;

/** Prefixes by the letter, as in https://platform.claude.com/docs/en/build-with-claude/prompt-caching. */
export function createCache(): Cache {
  const known = new Set<string>();
  return {
    use(request) {
      const { whole, marked } = prefixes(request);
      const total = countTokens(whole);
      const hit = Math.max(0, ...[...known].filter((text) => whole.startsWith(text)).map(countTokens));
      const longest = marked.at(-1) ?? '';
      const cacheable = countTokens(longest) >= SMALLEST ? countTokens(longest) : 0;
      if (cacheable > 0) for (const text of marked) known.add(text);
      const read = Math.min(hit, cacheable || hit);
      const written = Math.max(0, cacheable - read);
      return {
        input_tokens: total - read - written,
        cache_creation_input_tokens: written,
        cache_read_input_tokens: read,
      };
    },
  };
}

export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Tools, system and messages as one text without marks, and its beginnings that end at a mark. */
function prefixes({ tools = [], system = [], messages }: MessagesRequest) {
  const marked: string[] = [];
  let whole = JSON.stringify(tools);
  const blocks = [
    ...(typeof system === 'string' ? [] : system),
    ...messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content)),
  ];
  for (const { cache_control: mark, ...block } of blocks as { cache_control?: unknown }[]) {
    whole += JSON.stringify(block);
    if (mark) marked.push(whole);
  }
  return { whole, marked };
}
