import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface StoredMemory {
  id: string;
  content: string;
  metadata: Record<string, unknown> | null;
  created_at: string;
}

interface Assistant {
  assistant_id: string;
  name: string;
  description: string | null;
  created_at: string;
  memories: StoredMemory[];
}

interface Answer {
  status: number;
  body: unknown;
}

/** How it fails; `null` when it works. `hang` takes requests and never answers. */
export type Trouble = { status: number } | 'hang' | 'cut' | null;

/**
 * Backboard's REST API as its SDK speaks it, over memory: assistants and their memories, `X-API-Key`, errors as
 * `{detail}`. Meaning is stood in for by shared words. A path that it does not know answers 404.
 */
export async function startBackboard({ apiKey }: { apiKey: string }) {
  const assistants: Assistant[] = [];
  const calls: { method: string; path: string; body: unknown }[] = [];
  let trouble: Trouble = null;

  const routes: [RegExp, (match: string[], body: Record<string, unknown>, url: URL) => Answer][] = [
    [/^GET \/assistants$/, (_, __, url) => ok(page(url).map(({ memories: _memories, ...shown }) => shown))],
    [/^POST \/assistants$/, (_, body) => (body.name ? ok(create(body)) : invalid('name'))],
    [/^GET \/assistants\/([^/]+)\/memories$/, ([id]) => within(id, ({ memories }) => ok(listed(memories)))],
    [
      /^POST \/assistants\/([^/]+)\/memories$/,
      ([id], body) =>
        within(id, (assistant) => {
          if (typeof body.content !== 'string' || body.content === '') return invalid('content');
          const memory = { id: randomUUID(), created_at: new Date().toISOString(), ...memoryOf(body) };
          assistant.memories.push(memory);
          return ok({ success: true, memory_id: memory.id, content: memory.content });
        }),
    ],
    [
      /^POST \/assistants\/([^/]+)\/memories\/search$/,
      ([id], body) =>
        within(id, ({ memories }) => {
          const limit = Number(body.limit);
          if (typeof body.query !== 'string' || body.query === '') return invalid('query');
          if (!(limit >= 1 && limit <= 50)) return invalid('limit');
          return ok(listed(nearest(memories, body.query).slice(0, limit)));
        }),
    ],
    [
      /^PUT \/assistants\/([^/]+)\/memories\/([^/]+)$/,
      ([id, memoryId], body) =>
        within(id, ({ memories }) => {
          const memory = memories.find((each) => each.id === memoryId);
          return memory ? ok(Object.assign(memory, memoryOf(body))) : gone('Memory');
        }),
    ],
    [
      /^DELETE \/assistants\/([^/]+)\/memories\/([^/]+)$/,
      ([id, memoryId]) =>
        within(id, ({ memories }) => {
          const index = memories.findIndex((each) => each.id === memoryId);
          if (index < 0) return gone('Memory');
          memories.splice(index, 1);
          return ok({ success: true, message: 'Memory deleted' });
        }),
    ],
  ];

  function create(body: Record<string, unknown>) {
    const assistant = {
      assistant_id: randomUUID(),
      name: String(body.name),
      description: typeof body.description === 'string' ? body.description : null,
      created_at: new Date().toISOString(),
    };
    assistants.push({ ...assistant, memories: [] });
    return assistant;
  }

  function page(url: URL): Assistant[] {
    const skip = Number(url.searchParams.get('skip') ?? 0);
    return assistants.slice(skip, skip + Math.min(100, Number(url.searchParams.get('limit') ?? 100)));
  }

  function within(id: string | undefined, work: (assistant: Assistant) => Answer): Answer {
    const assistant = assistants.find((each) => each.assistant_id === id);
    return assistant ? work(assistant) : gone('Assistant');
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.replace(/^\/api/, '');
    const hasBody = request.method === 'POST' || request.method === 'PUT';
    const body = (hasBody ? await json(request) : {}) as Record<string, unknown>;
    calls.push({ method: request.method ?? '', path, body });
    if (request.headers['x-api-key'] !== apiKey) {
      return { status: 401, body: { detail: 'Invalid or missing API key' } };
    }
    for (const [pattern, route] of routes) {
      const match = pattern.exec(`${request.method} ${path}`);
      if (match) return route(match.slice(1), body, url);
    }
    return { status: 404, body: { detail: 'Not Found' } };
  }

  const server = createServer(async (request, response) => {
    if (trouble === 'hang') return;
    if (trouble === 'cut') return response.destroy();
    const { status, body } = trouble
      ? { status: trouble.status, body: { detail: 'trouble' } }
      : await answerTo(request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    assistants,
    /** What was asked, oldest first. */
    calls,
    set trouble(next: Trouble) {
      trouble = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const gone = (what: string): Answer => ({ status: 404, body: { detail: `${what} not found` } });
const invalid = (field: string): Answer => ({
  status: 422,
  body: { detail: [{ loc: ['body', field], msg: 'Field required', type: 'missing' }] },
});

function memoryOf(body: Record<string, unknown>) {
  return {
    content: String(body.content),
    metadata: (body.metadata as Record<string, unknown> | undefined) ?? null,
  };
}

function listed(memories: (StoredMemory & { score?: number })[]) {
  return { memories, total_count: memories.length };
}

/** Cosine of the sets of words, best first, without those that share none. */
function nearest(memories: StoredMemory[], query: string): (StoredMemory & { score: number })[] {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []);
  const wanted = wordsOf(query);
  return memories
    .map((memory) => {
      const words = wordsOf(memory.content);
      const shared = [...wanted].filter((word) => words.has(word)).length;
      return { ...memory, score: shared / Math.sqrt(Math.max(1, wanted.size * words.size)) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
}
