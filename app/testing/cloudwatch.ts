import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';

export interface SentEvent {
  id: string;
  message: string;
  timestamp?: number;
}

/** A record as a CloudWatch Logs subscription delivers it. */
export function recordOf(events: SentEvent[], envelope: Record<string, unknown> = {}): string {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/ecs/suture-app',
    logStream: 'app/1',
    subscriptionFilters: ['suture'],
    logEvents: events.map(({ timestamp = Date.now(), ...event }) => ({ ...event, timestamp })),
    ...envelope,
  };
  return gzipSync(JSON.stringify(message)).toString('base64');
}

/** The headers of a body that is signed now, or at another time. */
export function signed(secret: string, body: string, at = new Date(), id = 'msg_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}
