import { expect, it } from 'vitest';
import type { CodeHost, PushRequest } from '../../domain/ports/code-host.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { guardCodeHost } from './guard-secrets.ts';

// Put together here, so that no scanner takes this file for a leak.
const STRIPE = `sk_${'live'}_4eC39HqLyjWDarjtT1zdp7dc`;
const BEARER = 'Bearer f81d4fae-7dec-11d0-a765';
const OWN = 'the-admin-token-of-suture';

/** A host that keeps what it is given, with `before` as the text of each file. */
function hostOf(before: string) {
  const sent: unknown[] = [];
  const host = {
    name: 'kept',
    readFiles: async (_commit: string, paths: string[]) =>
      Object.fromEntries(paths.map((path) => [path, before])),
    push: async (request: PushRequest) => {
      sent.push(request);
      return { commit: 'c', created: true, review: null };
    },
    revert: async (request: unknown) => {
      sent.push(request);
      return { commit: 'c', created: true };
    },
    withdraw: async (...given: unknown[]) => void sent.push(given),
  } as unknown as CodeHost;
  return { sent, host: guardCodeHost(host, createSecretGuard([OWN])) };
}

const request = (content: string, message = 'Fix'): PushRequest => ({
  branch: 'main',
  parent: 'p',
  edits: [{ path: 'src/pay.ts', content }],
  message: `${message}\n\nSuture-Incident: LIVE-0001\nSuture-Key: token/heal-LIVE-0001/1/push/1\n`,
  idempotencyKey: 'token/heal-LIVE-0001/1/push/1',
});

it('hides secrets in subject, body, review, revert and comment, and leaves the trailers alone', async () => {
  const { sent, host } = hostOf('');
  const text = `refused ${STRIPE} and ${BEARER} and ${OWN}`;
  const review = { title: text, body: text };
  await host.push({ ...request('a\n', `${text}\n\n${text}`), review });
  await host.revert({ branch: 'main', commit: 'c', message: request('', text).message, idempotencyKey: 'k' });
  await host.withdraw(1, text);
  const all = JSON.stringify(sent);
  for (const secret of [STRIPE, BEARER.slice(7), OWN]) expect(all).not.toContain(secret);
  expect(sent[0]).toMatchObject({
    message: expect.stringMatching(
      /\n\nSuture-Incident: LIVE-0001\nSuture-Key: token\/heal-LIVE-0001\/1\/push\/1\n$/,
    ),
  });
});

it('does not push a fix that adds a secret', async () => {
  const { sent, host } = hostOf('const key = process.env.STRIPE_KEY;\n');
  for (const added of [STRIPE, OWN, 'postgres://shop:hunter2@db/shop', BEARER]) {
    await expect(host.push(request(`const key = '${added}';\n`))).rejects.toMatchObject({
      type: 'secret_in_fix',
      retryable: false,
      message: expect.not.stringContaining(added),
    });
  }
  expect(sent).toEqual([]);
});

it('pushes a fix of a file that has held its secret before, to the letter', async () => {
  const { sent, host } = hostOf(`const key = '${STRIPE}';\nbroken();\n`);
  const content = `const key = '${STRIPE}';\nfixed();\n`;
  await host.push(request(content));
  expect(sent).toMatchObject([{ edits: [{ content }] }]);
});
