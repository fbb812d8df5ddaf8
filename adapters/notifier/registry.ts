import { SutureError } from '../../domain/errors.ts';
import type { Notifier } from '../../domain/ports/notifier.ts';
import type { Settings } from '../../domain/settings.ts';
import { createSlackNotifier } from './slack.ts';
import { createWebhookNotifier } from './webhook.ts';

export type NotifierSettings = Pick<
  Settings,
  'NOTIFY_SLACK_URL' | 'NOTIFY_WEBHOOK_URL' | 'NOTIFY_WEBHOOK_SECRET'
>;

/** The ways to reach people that the settings ask for; none is fine. @throws SutureError `invalid_settings`. */
export function createNotifiers(settings: NotifierSettings): Notifier[] {
  const { NOTIFY_SLACK_URL: slack, NOTIFY_WEBHOOK_URL: url, NOTIFY_WEBHOOK_SECRET: secret } = settings;
  if (url && !secret) {
    throw new SutureError(
      'invalid_settings',
      'NOTIFY_WEBHOOK_URL is set but NOTIFY_WEBHOOK_SECRET is not; make one by "openssl rand -base64 32".',
    );
  }
  return [
    ...(slack ? [createSlackNotifier({ url: slack })] : []),
    ...(url && secret ? [createWebhookNotifier({ url, secret })] : []),
  ];
}
