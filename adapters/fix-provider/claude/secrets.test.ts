import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSecretGuard } from '../../secrets/secret-guard.ts';
import { createRedactor } from './secrets.ts';

const TOKEN = `xoxb-${'123456789012-1234567890123'}-AbCdEfGhIjKlMnOpQrStUvWx`;
const FILE = { path: 'src/a.ts', content: `const slack = "${TOKEN}";\n` };

it('gives back exactly the file that it was given', async () => {
  const { hide, restore } = await createRedactor([FILE], createSecretGuard([]));
  const hidden = await hide(FILE.content);
  expect(hidden).toBe('const slack = "⟦secret 1 removed⟧";\n');
  expect(restore(hidden)).toBe(FILE.content);
});

it('numbers the secrets of the same files alike each time', async () => {
  const one = await createRedactor([FILE], createSecretGuard([]));
  const two = await createRedactor([FILE], createSecretGuard([]));
  expect(await one.hide(`see ${TOKEN}`)).toBe(await two.hide(`see ${TOKEN}`));
});

it('removes the whole secret where a rule finds only its beginning', async () => {
  const { hide } = await createRedactor([], createSecretGuard([]));
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEz';
  const hidden = await hide(`aws_secret_access_key = "${secret}" and again ${secret}`);
  for (let at = 0; at + 12 <= secret.length; at += 1) expect(hidden).not.toContain(secret.slice(at, at + 12));
});

it('removes what is known to be secret, and does not give it to a file that did not have it', async () => {
  const { hide, restore } = await createRedactor([FILE], createSecretGuard(['our-own-admin-token']));
  const hidden = await hide('refused: our-own-admin-token');
  expect(hidden).toBe('refused: ⟦secret 2 removed⟧');
  expect(restore(hidden)).toBe(hidden);
});

/** Source code that puts an address together, and an address with a mark in its query. */
const BUILT = `redis://${'$'}{user}:${'$'}{password}@cache https://a.example/b?at=x:y@z`;

it.each([
  ['redis://:a-password@cache:6379/0', 'redis://⟦secret 1 removed⟧cache:6379/0'],
  ['amqps://shop:hunter2@queue.internal', 'amqps://⟦secret 1 removed⟧queue.internal'],
  ['see https://shop:hunter2@db.internal/x.', 'see https://⟦secret 1 removed⟧db.internal/x.'],
  ['postgres://shop:hunter2@db/shop', '⟦secret 1 removed⟧'],
  [BUILT, BUILT],
])('removes the password of an address: %s', async (text, safe) => {
  const { hide } = await createRedactor([], createSecretGuard([]));
  expect(await hide(text)).toBe(safe);
});

it('leaves a text without secrets alone', async () => {
  const { hide } = await createRedactor([], createSecretGuard(['short']));
  const text = 'FAULT_X route=/x reason=short latency=0.00 password policy, token count';
  expect(await hide(text)).toBe(text);
});

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const KEY_FILE = { path: 'src/key.ts', content: `export const key = \`${privateKey}\`;\n` };
const INNER = privateKey.split('\n').slice(1, -2);

it('removes each line of a secret of several, wherever it stands alone', async () => {
  const { hide, restore } = await createRedactor([KEY_FILE], createSecretGuard([]));
  expect(await hide(KEY_FILE.content)).toBe('export const key = `⟦secret 1 removed⟧\n`;\n');
  for (const line of INNER) {
    const hidden = await hide(`src/key.ts:3: ${line}`);
    expect(hidden).toMatch(/^src\/key\.ts:3: ⟦secret 1, line \d+ removed⟧$/);
    expect(restore(hidden)).toBe(`src/key.ts:3: ${line}`);
  }
});

it('looks into data before it is written as JSON', async () => {
  const { hideIn } = await createRedactor([], createSecretGuard(['a "quoted" admin token']));
  const data = {
    message: `a "quoted" admin token, ${privateKey}`,
    list: [{ token: TOKEN }],
    count: 3,
    none: null,
  };
  expect(await hideIn(data)).toEqual({
    message: '⟦secret 2 removed⟧, ⟦secret 1 removed⟧\n',
    list: [{ token: '⟦secret 3 removed⟧' }],
    count: 3,
    none: null,
  });
});
