import { setTimeout as pause } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { SutureError } from '../domain/errors.ts';
import { LiveEvent, TimelineEntry } from '../domain/incident.ts';
import { parse } from './send-request.ts';

/** An event of the stream. */
export type News =
  /** No later event is missed. */
  | { event: 'connected' }
  /** The connection broke. It reconnects and misses no event. */
  | { event: 'disconnected' }
  | { event: 'timeline'; entry: TimelineEntry }
  /** An event without a row in the timeline. */
  | { event: LiveEvent['kind']; news: LiveEvent }
  /** Events may have been missed: read again. */
  | { event: 'refresh' };

export interface FollowOptions {
  after?: number | undefined;
  signal?: AbortSignal | undefined;
  received<Value>(value: Value): Value;
  /** Turns the failure to connect into an error that says what to do. */
  reach<Value>(pending: Promise<Value>): Promise<Value>;
}

/** Delay before reconnecting, in milliseconds. */
const COME_BACK_MS = 500;

/**
 * Follows the event stream until the signal fires, reconnecting with the last event's id.
 * @throws SutureError when the first connection fails; `stream_refused` when the server answers something else
 */
export async function* followStream(url: string, options: FollowOptions): AsyncGenerator<News, void> {
  const { signal, received, reach } = options;
  let last = options.after === undefined ? null : String(options.after);
  let connected = false;
  while (!signal?.aborted) {
    try {
      const headers = { Accept: 'text/event-stream', ...(last !== null && { 'Last-Event-ID': last }) };
      const answer = await reach(fetch(url, { headers, signal: signal ?? null }));
      if (!answer.ok || !answer.body) {
        const message = `The event stream answered ${answer.status}.`;
        throw new SutureError('stream_refused', message, { details: { status: answer.status } });
      }
      connected = true;
      const events = answer.body
        .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
        .pipeThrough(new EventSourceParserStream());
      for await (const message of events as unknown as AsyncIterable<EventSourceMessage>) {
        if (message.id) last = message.id;
        const news = read(message, received);
        if (news) yield news;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!connected) throw error;
    }
    if (signal?.aborted) return;
    yield { event: 'disconnected' };
    await pause(COME_BACK_MS, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

/** @returns null for an unknown event of a newer server */
function read({ event, data }: EventSourceMessage, received: FollowOptions['received']): News | null {
  if (event === 'ready') return { event: 'connected' };
  const value = received(parse(data));
  if (event === 'refresh') return { event };
  if (event === 'timeline') {
    const entry = TimelineEntry.safeParse(value);
    return entry.success ? { event, entry: entry.data } : null;
  }
  const news = LiveEvent.safeParse(value);
  return news.success ? { event: news.data.kind, news: news.data } : null;
}
