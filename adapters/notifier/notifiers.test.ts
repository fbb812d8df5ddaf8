import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { Notification } from '../../domain/ports/notifier.ts';
import { type Answer, startReceiver } from '../../fakes/webhook-receiver.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { createNotifiers } from './registry.ts';
import { createSlackNotifier } from './slack.ts';
import { createWebhookNotifier } from './webhook.ts';

const secret = randomBytes(24).toString('base64');
const guard = createSecretGuard([]);
const never = new AbortController().signal;
const notification = Notification.parse({
  event: 'incident_ended',
  incident_id: 'LIVE-0001',
  service: 'shop',
  error_code: 'FAULT_ONE',
  title: 'Prices <b>vanish</b> & more',
  severity: 'critical',
  phase: 'rolled_back',
  message: 'It said <!channel> *boldly*.',
  url: 'https://suture.test/developer/incidents/LIVE-0001',
});

let receiver: Awaited<ReturnType<typeof startReceiver>> | null = null;
afterEach(async () => {
  await receiver?.close();
  receiver = null;
});

async function receive(answers: Answer[] = []) {
  receiver = await startReceiver(answers);
  return receiver;
}

describe.each([
  { name: 'slack', create: (url: string) => createSlackNotifier({ url }) },
  { name: 'webhook', create: (url: string) => createWebhookNotifier({ url, secret }) },
])('$name', ({ name, create }) => {
  it('sends one request', async () => {
    const { url, received } = await receive();
    const notifier = create(url);
    await notifier.send('key', notification, never);
    expect(notifier.name).toBe(name);
    expect(received).toHaveLength(1);
  });

  it.each([
    [[400], 'notification_refused', false],
    [[403], 'notification_refused', false],
    [[429], 'notification_not_taken', true],
    [[503], 'notification_not_taken', true],
    [['cut'], 'notification_unsure', true],
  ] as [Answer[], string, boolean][])('maps %j to %s', async (answers, type, retryable) => {
    const { url } = await receive(answers);
    await expect(create(url).send('key', notification, never)).rejects.toMatchObject({ type, retryable });
  });

  it('is certain that nothing arrived when the port is closed', async () => {
    const { url, close } = await startReceiver();
    await close();
    await expect(create(url).send('key', notification, never)).rejects.toMatchObject({
      type: 'notification_not_taken',
    });
  });
});

it('the webhook is signed, and bears the id by which a repetition is known', async () => {
  const { url, received } = await receive();
  const notifier = createWebhookNotifier({ url, secret });
  await notifier.send('heal-LIVE-0001/1/notify/ended', notification, never);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(headers['webhook-id']).toBe('heal-LIVE-0001/1/notify/ended');
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>) as { data: unknown };
  expect(verified).toMatchObject({ type: 'incident_ended', timestamp: expect.any(String) });
  expect(Notification.parse(verified.data)).toEqual(notification);
});

it('to Slack, a text is never markup', async () => {
  const { url, received } = await receive();
  await createSlackNotifier({ url }).send('key', notification, never);
  const sent = JSON.parse(received[0]?.body ?? '');
  expect(sent.text).toBe('LIVE-0001 ended: rolled back (Prices &lt;b&gt;vanish&lt;/b&gt; &amp; more)');
  const quoting = sent.blocks.filter((block: unknown) => JSON.stringify(block).includes('<!channel>'));
  expect(quoting).toEqual([{ type: 'section', text: { type: 'plain_text', text: notification.message } }]);
});

it('the settings say which ones there are', () => {
  const url = 'https://hooks.test/one';
  expect(createNotifiers({}, guard)).toEqual([]);
  const both = { NOTIFY_SLACK_URL: url, NOTIFY_WEBHOOK_URL: url, NOTIFY_WEBHOOK_SECRET: secret };
  expect(createNotifiers(both, guard).map(({ name }) => name)).toEqual(['slack', 'webhook']);
  expect(() => createNotifiers({ NOTIFY_WEBHOOK_URL: url }, guard)).toThrow('NOTIFY_WEBHOOK_SECRET');
});
