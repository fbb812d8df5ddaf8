import type { TestApp } from './test-app.ts';

export interface ServerSentEvent {
  event: string;
  id: string | null;
  data: unknown;
}

export interface EventStream {
  response: Response;
  /** Everything that was read so far, fields that are no event (`retry:`, comments) included. */
  raw(): string;
  /** The next event that `wanted` accepts; others before it are dropped. Throws when the stream ends first. */
  next(wanted?: (event: ServerSentEvent) => boolean): Promise<ServerSentEvent>;
  /** True once the app has ended the stream; reads what is left. */
  ended(): Promise<boolean>;
  /** Leaves, as a page that is closed. */
  close(): Promise<void>;
}

/** Listens to `GET /developer/incidents/stream` as a browser does. */
export async function openEventStream(
  test: TestApp,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<EventStream> {
  const response = await test.app.request(`/developer/incidents/stream${query}`, { headers });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let raw = '';
  let unread = '';

  async function block(): Promise<string | null> {
    for (;;) {
      const end = unread.indexOf('\n\n');
      if (end >= 0) {
        const found = unread.slice(0, end);
        unread = unread.slice(end + 2);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      const text = decoder.decode(value, { stream: true });
      raw += text;
      unread += text;
    }
  }

  return {
    response,
    raw: () => raw,
    async next(wanted = () => true) {
      for (;;) {
        const text = await block();
        if (text === null) throw new Error(`the stream ended; it had:\n${raw}`);
        const event = parse(text);
        if (event && wanted(event)) return event;
      }
    },
    async ended() {
      while ((await block()) !== null);
      return true;
    },
    close: () => reader.cancel(),
  };
}

function parse(block: string): ServerSentEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name) fields.set(name, value ?? '');
  }
  const event = fields.get('event');
  if (!event) return null;
  return { event, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? 'null') };
}
