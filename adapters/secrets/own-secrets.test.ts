import { expect, it } from 'vitest';
import { readSettings, Settings } from '../../domain/settings.ts';
import { ownSecrets } from './own-secrets.ts';

it('knows every setting whose description says that it is a secret', () => {
  const said = /\b(key|token|secret|signs|encrypts|webhook)\b/i;
  const names = Object.entries(Settings.shape)
    .filter(([, schema]) => said.test(schema.description ?? ''))
    .map(([name]) => name);
  // These tell where a secret is, or whose it is, or only speak of one.
  const harmless =
    /^(HOST|SSM_PREFIX|.*_PATH|GITHUB_(APP_ID|INSTALLATION_ID|LAMBDA_NAME|MODE)|FIX_PROVIDERS|LOG_INTAKE)$/;
  const secret = names.filter((name) => !harmless.test(name));
  expect(secret).toEqual(
    expect.arrayContaining(['ADMIN_TOKEN', 'GITHUB_APP_PRIVATE_KEY', 'NOTIFY_SLACK_URL']),
  );
  for (const name of secret) expect(ownSecrets({ [name]: 'the value' }), name).toContain('the value');
});

it('takes passwords out of addresses, as they are written and as they are meant', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgres://suture:p%40ssword-of-the-database@db:5432/suture',
    REDIS_URL: 'redis://127.0.0.1:6379',
    SERVICE_URL: 'https://suture.example.com',
  });
  expect(ownSecrets(settings)).toEqual(['p%40ssword-of-the-database', 'p@ssword-of-the-database']);
});

it('knows each key of a list, and a key of several lines that is written in one', () => {
  expect(ownSecrets({ TEMPORAL_CODEC_KEYS: 'new:c2VjcmV0,old:b2xkZXI=' })).toEqual(
    expect.arrayContaining(['c2VjcmV0', 'b2xkZXI=']),
  );
  expect(ownSecrets({ GITHUB_APP_PRIVATE_KEY: 'one\\ntwo' })).toContain('one\ntwo');
});

it('knows a signing secret with its mark and without', () => {
  expect(ownSecrets({ CALLBACK_SECRET: 'whsec_c2lnbmluZw==' })).toEqual(
    expect.arrayContaining(['whsec_c2lnbmluZw==', 'c2lnbmluZw==']),
  );
});
