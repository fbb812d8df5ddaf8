import { Agent, get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';

/** How many listeners heard what. */
export interface Heard {
  /** Listeners that heard each expected row exactly once, in order, and no other. */
  complete: number;
  /** Rows that were expected and not heard, over all listeners. */
  missing: number;
  /** Rows that were heard again, or not expected, over all listeners. */
  surplus: number;
}

export interface Listeners {
  /** Events of any kind that were heard, over all listeners. */
  events(): number;
  /** Returns when each listener has heard the last of these rows, or `waitMs` have passed. */
  hear(expected: readonly number[], waitMs: number): Promise<Heard>;
  close(): Promise<void>;
}

interface Listener {
  /** Numbers of the timeline's rows, as they came. */
  rows: number[];
  events: number;
  response: IncomingMessage;
}

const STREAM = '/developer/incidents/stream';
/** Connections that are being made at a time; all at once would overrun the backlog of the socket. */
const AT_A_TIME = 50;

/** Listens to an app's event stream as so many pages do; returns when each of them was told `ready`. */
export async function listen(url: string, count: number): Promise<Listeners> {
  // No pool: each page has a connection of its own.
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const listeners: Listener[] = [];
  let woken = () => {};
  while (listeners.length < count) {
    const several = Math.min(AT_A_TIME, count - listeners.length);
    listeners.push(
      ...(await Promise.all(Array.from({ length: several }, () => join(url, agent, () => woken())))),
    );
  }
  return {
    events: () => listeners.reduce((sum, { events }) => sum + events, 0),
    async hear(expected, waitMs) {
      const last = expected.at(-1) ?? 0;
      const all = () => listeners.every(({ rows }) => expected.length === 0 || rows.includes(last));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        woken = () => {
          if (!all()) return;
          clearTimeout(timer);
          resolve();
        };
        woken();
      });
      woken = () => {};
      return listeners
        .map(({ rows }) => tally(expected, rows))
        .reduce(add, { complete: 0, missing: 0, surplus: 0 });
    },
    async close() {
      const gone = listeners.map(({ response }) => new Promise((resolve) => response.once('close', resolve)));
      for (const { response } of listeners) response.destroy();
      await Promise.all(gone);
      agent.destroy();
    },
  };
}

/** What one listener heard of what it should have heard. */
export function tally(expected: readonly number[], rows: readonly number[]): Heard {
  const left = new Set(expected);
  let surplus = 0;
  for (const row of rows) if (!left.delete(row)) surplus += 1;
  const inOrder = rows.length === expected.length && rows.every((row, place) => row === expected[place]);
  return { complete: inOrder ? 1 : 0, missing: left.size, surplus };
}

function add(one: Heard, other: Heard): Heard {
  return {
    complete: one.complete + other.complete,
    missing: one.missing + other.missing,
    surplus: one.surplus + other.surplus,
  };
}

function join(url: string, agent: Agent, heard: () => void): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}${STREAM}`, { agent, headers: { accept: 'text/event-stream' } });
    request.once('error', reject);
    request.once('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answers ${response.statusCode}`));
      const listener: Listener = { rows: [], events: 0, response };
      const parser = createParser({
        onEvent({ event, id }) {
          listener.events += 1;
          if (event === 'ready') resolve(listener);
          if (event !== 'timeline') return;
          listener.rows.push(Number(id));
          heard();
        },
      });
      response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
      // The one who listens leaves in the middle of an answer.
      response.on('error', () => {});
    });
  });
}
