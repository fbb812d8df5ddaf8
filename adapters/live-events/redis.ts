import { Redis } from 'ioredis';
import { LiveEvent } from '../../domain/incident.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';

export interface RedisLiveEventsOptions {
  url: string;
  /** Pub/sub channel; programs that share it see each other's news. */
  channel?: string;
  /** Called once each time that Redis is lost or found again. */
  onChange?: (state: 'connected' | 'lost', reason: string) => void;
}

const LONGEST_RECONNECT_MS = 1000;
/** A publish that Redis has not taken by then is given up; the store has the truth. */
const COMMAND_TIMEOUT_MS = 2000;

/**
 * Live events by Redis pub/sub. Connections are opened on first use and come back by themselves; while Redis is
 * away, events are dropped and `connected` is false. Nothing here throws or waits.
 */
export function createRedisLiveEvents({
  url,
  channel = 'suture:live',
  onChange = () => {},
}: RedisLiveEventsOptions): LiveEvents {
  const listeners = new Set<(event: LiveEvent) => void>();
  let publisher: Redis | null = null;
  let subscriber: Redis | null = null;
  let subscribed = false;
  let closed = false;
  let reported: 'connected' | 'lost' | null = null;
  /** News from before the very first connection, kept for it; later outages are the pages' to bridge. */
  const early: string[] = [];

  const report = (state: 'connected' | 'lost', reason: string) => {
    if (reported === state || closed) return;
    // The first connection is not reported; the first failure is.
    if (reported !== null || state === 'lost') onChange(state, reason);
    reported = state;
  };

  const open = () => {
    const redis = new Redis(url, {
      enableOfflineQueue: false,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: (tries) => Math.min(tries * 100, LONGEST_RECONNECT_MS),
    });
    redis.on('error', (error: Error) => report('lost', error.message || String(error)));
    redis.on('close', () => report('lost', 'the connection was closed'));
    redis.on('ready', () => report('connected', ''));
    return redis;
  };

  const openPublisher = () => {
    if (publisher) return publisher;
    const redis = open();
    publisher = redis;
    redis.on('ready', () => {
      for (const text of early.splice(0)) send(redis, text);
    });
    return redis;
  };
  const send = (redis: Redis, text: string) => void redis.publish(channel, text).catch(() => {});

  const openSubscriber = () => {
    if (subscriber) return;
    const redis = open();
    subscriber = redis;
    redis.on('ready', () => {
      redis.subscribe(channel).then(
        () => {
          subscribed = true;
        },
        () => redis.disconnect(true),
      );
    });
    redis.on('close', () => {
      subscribed = false;
    });
    redis.on('message', (_, text: string) => {
      const event = parse(text);
      if (event) for (const listener of listeners) listener(event);
    });
  };

  return {
    publish(event) {
      if (closed) return;
      const redis = openPublisher();
      const text = JSON.stringify(event);
      if (redis.status === 'ready') send(redis, text);
      else if (reported === null) early.push(text);
    },
    subscribe(listener) {
      listeners.add(listener);
      if (!closed) openSubscriber();
      return () => void listeners.delete(listener);
    },
    connected() {
      if (closed) return false;
      return subscriber ? subscribed && subscriber.status === 'ready' : openPublisher().status === 'ready';
    },
    async close() {
      closed = true;
      listeners.clear();
      publisher?.disconnect();
      subscriber?.disconnect();
    },
  };
}

/** Any client may write to the channel, so a message that is not an event is ignored. */
function parse(text: string): LiveEvent | null {
  try {
    return LiveEvent.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
