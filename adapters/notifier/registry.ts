import { SutureError } from '../../domain/errors.ts';
import type { Notifier } from '../../domain/ports/notifier.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { guardNotifier } from './guard-secrets.ts';
import type { NotifierSettings } from './settings.ts';
import { createSlackNotifier } from './slack.ts';
import { createWebhookNotifier } from './webhook.ts';

/** The ways to reach people that the settings ask for, perhaps an empty list. @throws SutureError `invalid_settings`. */
export function createNotifiers(settings: NotifierSettings, guard: SecretGuard): Notifier[] {
  const { NOTIFY_SLACK_URL: slack, NOTIFY_WEBHOOK_URL: url, NOTIFY_WEBHOOK_SECRET: secret } = settings;
  if (url && !secret) {
    throw new SutureError(
      'invalid_settings',
      'NOTIFY_WEBHOOK_URL is set but NOTIFY_WEBHOOK_SECRET is not; make one by "openssl rand -base64 32".',
    );
  }
  const notifiers = [
    ...(slack ? [createSlackNotifier({ url: slack })] : []),
    ...(url && secret ? [createWebhookNotifier({ url, secret })] : []),
  ];
  return notifiers.map((notifier) => guardNotifier(notifier, guard));
}
