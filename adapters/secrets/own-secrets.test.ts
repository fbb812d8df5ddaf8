import { expect, it } from 'vitest';
import { readSettings } from '../../domain/settings.ts';
import { FRAGMENTS } from '../../tools/write-configuration.ts';
import { ownSecrets } from './own-secrets.ts';

it('finds every setting whose description calls it a secret', () => {
  const described = /\b(key|token|secret|signs|encrypts|webhook)\b/i;
  const names = FRAGMENTS.flatMap(({ shape }) => Object.entries(shape))
    .filter(([, schema]) => described.test((schema as { description?: string }).description ?? ''))
    .map(([name]) => name);
  // These name where a secret is, or whose it is, or only mention one.
  const harmless = /^(HOST|SSM_PREFIX|.*_PATH|GITHUB_(APP_ID|INSTALLATION_ID)|FIX_PROVIDERS)$/;
  const secret = names.filter((name) => !harmless.test(name));
  expect(secret).toEqual(
    expect.arrayContaining(['ADMIN_TOKEN', 'GITHUB_APP_PRIVATE_KEY', 'NOTIFY_SLACK_URL']),
  );
  for (const name of secret) expect(ownSecrets({ [name]: 'the value' }), name).toContain('the value');
});

it('takes passwords out of addresses, encoded and decoded', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgres://suture:p%40ssword-of-the-database@db:5432/suture',
    REDIS_URL: 'redis://127.0.0.1:6379',
    PUBLIC_URL: 'https://suture.example.com',
  });
  expect(ownSecrets(settings)).toEqual(['p%40ssword-of-the-database', 'p@ssword-of-the-database']);
});

it('finds each key of a list, and a key of several lines that is written in one', () => {
  expect(ownSecrets({ TEMPORAL_CODEC_KEYS: 'new:c2VjcmV0,old:b2xkZXI=' })).toEqual(
    expect.arrayContaining(['c2VjcmV0', 'b2xkZXI=']),
  );
  expect(ownSecrets({ GITHUB_APP_PRIVATE_KEY: 'one\\ntwo' })).toContain('one\ntwo');
});

it('finds a signing secret with its prefix and without', () => {
  expect(ownSecrets({ CALLBACK_SECRET: 'whsec_c2lnbmluZw==' })).toEqual(
    expect.arrayContaining(['whsec_c2lnbmluZw==', 'c2lnbmluZw==']),
  );
});
