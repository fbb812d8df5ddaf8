import { Webhook } from 'standardwebhooks';
import type { Notifier } from '../../domain/ports/notifier.ts';
import { post } from './post.ts';

/**
 * Generic JSON, signed by the Standard Webhooks scheme: the body is a `Notification` in `{type, timestamp, data}`.
 * @param secret base64, with or without `whsec_`
 */
export function createWebhookNotifier({ url, secret }: { url: string; secret: string }): Notifier {
  const webhook = new Webhook(secret);
  return {
    name: 'webhook',
    // Receivers know a repetition by its `webhook-id`.
    repeatable: true,
    async send(id, notification, signal) {
      const now = new Date();
      const body = JSON.stringify({
        type: notification.event,
        timestamp: now.toISOString(),
        data: notification,
      });
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, now, body),
      };
      await post('The notification webhook', url, body, headers, signal);
    },
  };
}
