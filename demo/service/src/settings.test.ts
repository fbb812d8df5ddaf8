import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSettings } from './settings.ts';

const DATABASE_URL = 'postgres://demo@127.0.0.1/demo';

describe('readSettings', () => {
  it('has the defaults of the guide', () => {
    assert.deepEqual(readSettings({ DATABASE_URL, SUTURE_DSN: '' }), {
      host: '127.0.0.1',
      port: 8002,
      databaseUrl: DATABASE_URL,
      upstreamUrl: 'http://mock_api:5001',
      faultInjection: true,
      buildSha: 'unknown',
      sutureDsn: undefined,
      spoolFolder: undefined,
    });
  });

  it('removes the slash at the end of the upstream address', () => {
    const { upstreamUrl } = readSettings({ DATABASE_URL, MOCK_API_BASE_URL: 'http://127.0.0.1:5001/' });
    assert.equal(upstreamUrl, 'http://127.0.0.1:5001');
  });

  it('names the variable that is wrong', () => {
    assert.throws(() => readSettings({}), /DATABASE_URL is not set/);
    assert.throws(() => readSettings({ DATABASE_URL, PORT: 'http' }), /PORT: "http"/);
    const odd = { DATABASE_URL, ENABLE_FAULT_INJECTION: 'perhaps' };
    assert.throws(() => readSettings(odd), /ENABLE_FAULT_INJECTION: "perhaps"/);
  });
});
