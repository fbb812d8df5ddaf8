import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';

/** What one record may unpack to; CloudWatch Logs puts at most a megabyte of events into one. */
const LARGEST_RECORD = 16 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Some 56 digits: AWS writes them as text, stand-ins for it as a number. */
const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const Message = z.object({
  messageType: z.string(),
  owner: z.string().default(''),
  logGroup: z.string().default(''),
  logStream: z.string().default(''),
  logEvents: z.array(z.object({ id: Id, timestamp: z.number().int(), message: z.string() })).default([]),
});

export interface LogEvent {
  /** The same for each delivery, by any subscription. */
  id: string;
  at: Date;
  message: string;
}

export interface SubscriptionRecord {
  events: LogEvent[];
  /** How many events a message of CloudWatch's own carried, such as a test of the destination. */
  control: number;
}

/**
 * Unpacks a record as a subscription delivers it: JSON, compressed by gzip, in base64.
 * @param index of the record in its request, for the sentence
 * @throws SutureError `invalid_record`
 */
export async function readRecord(data: string, index: number): Promise<SubscriptionRecord> {
  const { messageType, owner, logGroup, logStream, logEvents } = await unpack(data, index);
  if (messageType !== 'DATA_MESSAGE') return { events: [], control: logEvents.length };
  const events = logEvents.map(({ id, timestamp, message }) => ({
    id: [owner, logGroup, logStream, id].join('/'),
    at: new Date(timestamp),
    message,
  }));
  return { events, control: 0 };
}

async function unpack(data: string, index: number): Promise<z.infer<typeof Message>> {
  try {
    const bytes = await unzip(Buffer.from(data, 'base64'), { maxOutputLength: LARGEST_RECORD });
    return Message.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new SutureError(
      'invalid_record',
      `Record ${index} is no message of a CloudWatch Logs subscription (JSON, gzip, base64): ${why}. Nothing of this request was taken.`,
      { benign: true, details: { index }, cause },
    );
  }
}
