import type { Socket } from 'node:net';
import type { LiveEvents } from '../../../domain/ports/live-events.ts';
import type { AnsweredRequest } from '../../metrics/create-metrics.ts';
import type { FromIntake, ToIntake } from './messages.ts';

/** Counts of requests travel together, this often, in milliseconds. */
const TOGETHER_MS = 250;

/** How the intake's process talks to the app that started it. */
export interface Parent {
  send(message: FromIntake): void;
  /** Counts an answered request in the app's metrics. */
  answered(request: AnsweredRequest): void;
  /** News for pages, where no Redis carries them. */
  events: LiveEvents;
  /** Sends what is counted. */
  flush(): void;
}

/** @param take gets each connection that the app hands over, with what was read of it */
export function openParent(handle: {
  take(socket: Socket, head: Buffer): void;
  app(place: { host: string; port: number }): void;
  stop(graceMs: number): void;
  orphaned(): void;
}): Parent {
  let requests: AnsweredRequest[] = [];
  const send = (message: FromIntake) => {
    // Without a parent there is nobody to tell; `disconnect` ends this process.
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  };
  const flush = () => {
    if (requests.length > 0) send({ kind: 'answered', requests });
    requests = [];
  };
  setInterval(flush, TOGETHER_MS).unref();
  process.on('message', (message: ToIntake, socket?: unknown) => {
    if (message.kind === 'app') handle.app(message);
    else if (message.kind === 'stop') handle.stop(message.graceMs);
    else {
      send({ kind: 'taken' });
      // Absent where its client has left meanwhile.
      if (socket) handle.take(socket as Socket, Buffer.from(message.head, 'base64'));
    }
  });
  process.on('disconnect', handle.orphaned);
  // The app may have ended before anybody listened.
  if (process.connected === false) handle.orphaned();
  return {
    send,
    flush,
    answered: (request) => void requests.push(request),
    events: {
      publish: (event) => send({ kind: 'event', event }),
      subscribe: () => () => {},
      connected: () => false,
      close: async () => {},
    },
  };
}
