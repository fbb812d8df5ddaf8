import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { keptId } from './kept-id.ts';

/** What one record may unpack to; CloudWatch Logs puts at most a megabyte of events into one. */
const LARGEST_RECORD = 16 * 1024 * 1024;
/** How far the clock of a log may be ahead, in milliseconds: CloudWatch Logs itself takes two hours. */
const AHEAD_MS = 2 * 3_600_000;

const unzip = promisify(gunzip);

const Name = z.string().catch('');

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const Message = z.object({
  messageType: z.string(),
  owner: Name,
  logGroup: Name,
  logStream: Name,
  logEvents: z.array(z.unknown()).default([]),
});

const Event = z.object({
  /** Some 56 digits: AWS writes them as text, stand-ins for it as a number. */
  id: z.union([z.string(), z.number()]).transform(String).catch(''),
  timestamp: z.number().catch(Number.NaN),
  message: z.string(),
});

export interface LogEvent {
  /** The same for each delivery, by any subscription. */
  id: string;
  at: Date;
  message: string;
  /** The log group, which names the service where several are attached. */
  group: string;
}

export interface SubscriptionRecord {
  events: LogEvent[];
  /** How many events a message of CloudWatch's own carried, such as a test of the destination. */
  control: number;
  /** How many events, or records, were not readable. */
  unreadable: number;
  /** Why the first of them was not. */
  why: string | null;
}

/**
 * Unpacks a record as a subscription delivers it: JSON, compressed by gzip, in base64. A record that is something else is
 * counted and left: were it refused, it would come again, and everything behind it would wait.
 */
export async function readRecord(data: unknown, now = Date.now()): Promise<SubscriptionRecord> {
  let message: z.infer<typeof Message>;
  try {
    if (typeof data !== 'string') throw new Error('it is not text');
    const bytes = await unzip(Buffer.from(data, 'base64'), { maxOutputLength: LARGEST_RECORD });
    message = Message.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    return { events: [], control: 0, unreadable: 1, why };
  }
  const { messageType, owner, logGroup, logStream, logEvents } = message;
  if (messageType !== 'DATA_MESSAGE') {
    return { events: [], control: logEvents.length, unreadable: 0, why: null };
  }
  const events = logEvents.flatMap((value, index) => {
    const event = Event.safeParse(value);
    if (!event.success) return [];
    const { id, timestamp, message: text } = event.data;
    // An event without an id is known by what it says and where it stands.
    const own = id || `${index}:${timestamp}:${text}`;
    const kept = keptId([owner, logGroup, logStream, own].join('/'));
    return [{ id: kept, at: timeOf(timestamp, now), message: text, group: logGroup }];
  });
  const unreadable = logEvents.length - events.length;
  return { events, control: 0, unreadable, why: unreadable > 0 ? 'an event has no text' : null };
}

/** The time of an event; now for one that no clock can have shown. */
function timeOf(timestamp: number, now: number): Date {
  return new Date(Number.isFinite(timestamp) && timestamp <= now + AHEAD_MS ? Math.max(timestamp, 0) : now);
}
