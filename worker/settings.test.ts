import { expect, it } from 'vitest';
import { readAllSettings } from './settings.ts';

it('reads the shared settings, those of the adapters and those of the worker', () => {
  const settings = readAllSettings({ FIX_PROVIDERS: ' repair , ', TEMPORAL_DRAIN: '1', PORT: '8080' });
  expect(settings).toMatchObject({
    PORT: 8080,
    FIX_PROVIDERS: ['repair'],
    COOLDOWNS: 'redis',
    KNOWLEDGE: 'postgres',
    TEMPORAL_DRAIN: true,
    SANDBOX: 'auto',
  });
});

it.each([
  ['PROOF_CONCURRENCY', '0'],
  ['COOLDOWNS', 'nowhere'],
  ['SSM_PREFIX', '/aws/suture'],
  ['KNOWLEDGE', 'nowhere'],
  ['FIX_PROVIDERS', 'repair,nobody'],
  ['FIX_PROVIDERS', ' , '],
  ['SANDBOX', 'docker'],
])('refuses %s=%s with a sentence that names it', (name, value) => {
  expect(() => readAllSettings({ [name]: value })).toThrow(new RegExp(`${name}(\\.\\d+)?: `));
});
