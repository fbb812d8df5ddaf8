import { describe, expect, it } from 'vitest';
import { SutureError } from './errors.ts';
import { readSettings, Settings } from './settings.ts';

function refusal(environment: Record<string, string>): SutureError {
  try {
    readSettings(environment);
  } catch (error) {
    return error as SutureError;
  }
  throw new Error(`${JSON.stringify(environment)} was taken`);
}

describe('a setting that is wrong stops the start with a sentence that names it', () => {
  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'eighty'],
    ['ADMIN_TOKEN', 'short'],
    ['ENABLE_FAULT_INJECTION', 'yes'],
    ['ENABLE_FAULT_INJECTION', 'off'],
    ['MOCK_API_BASE_URL', 'mock_api'],
    ['MOCK_API_BASE_URL', 'mock_api:5001'],
    ['MOCK_API_BASE_URL', '/data'],
    ['DATABASE_URL', '127.0.0.1:5432/suture'],
    ['DATABASE_URL', 'mysql://127.0.0.1/suture'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['TEMPORAL_UI_URL', '127.0.0.1:8233'],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)'],
    ['SERVICE_URL', 'localhost:8000'],
    ['DELIVERY_URL', 'localhost:8001'],
    ['PROOF_CONCURRENCY', '0'],
    ['PROOF_CONCURRENCY', 'many'],
    ['CALLBACK_SECRET', 'not base64 !'],
    ['CALLBACK_SECRET', 'whsec_'],
    ['CODE_HOST', 'a-host-that-is-none'],
    ['COOLDOWNS', 'a-place-that-is-none'],
    ['KNOWLEDGE', 'a-place-that-is-none'],
    ['FIX_PROVIDERS', 'repair,a-provider-that-is-none'],
    ['FIX_PROVIDERS', ' , '],
    ['SANDBOX', 'docker'],
  ])('%s=%s', (name, value) => {
    const error = refusal({ [name]: value });
    expect(error).toBeInstanceOf(SutureError);
    expect(error.type).toBe('invalid_settings');
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('The configuration is not valid:');
    expect(lines).toHaveLength(1);
    // Its name, what is wrong with it, and what it is for.
    const description = (Settings.shape as Record<string, { description?: string }>)[name]?.description;
    expect(lines[0]).toMatch(new RegExp(`^ {2}${name}(\\.\\d+)?: \\S.{5,}\\. `));
    expect(lines[0]).toContain(description);
  });

  it('all of them at once', () => {
    const { message } = refusal({ PORT: 'x', SANDBOX: 'x', DATABASE_URL: 'x' });
    expect(message.match(/^ {2}(PORT|SANDBOX|DATABASE_URL): /gm)).toHaveLength(3);
  });

  it('and without showing what may be a secret', () => {
    expect(refusal({ ADMIN_TOKEN: 'hunter2', CALLBACK_SECRET: 'hunter2' }).message).not.toContain('hunter2');
  });
});

describe('the settings', () => {
  it('need nothing from outside', () => {
    expect(readSettings({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8000,
      ENABLE_FAULT_INJECTION: true,
      MOCK_API_BASE_URL: 'http://mock_api:5001',
      SANDBOX: 'auto',
    });
  });

  it('take an empty variable for none, and leave alone what is not theirs', () => {
    const settings = readSettings({ PORT: '', DATABASE_URL: '', ADMIN_TOKEN: undefined, HOME: '/root' });
    expect(settings.PORT).toBe(8000);
    expect(settings).not.toHaveProperty('HOME');
    expect(settings.DATABASE_URL).toBeUndefined();
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['False', false],
    ['0', false],
  ])('read %s as %s', (text, flag) => {
    expect(readSettings({ ENABLE_FAULT_INJECTION: text }).ENABLE_FAULT_INJECTION).toBe(flag);
  });

  it('take what the embedded stack and the sandbox set', () => {
    const given = {
      // The form in which a socket's folder is given; no URL parser takes it.
      DATABASE_URL: 'postgres://user:password@/scratch?host=/tmp/a folder',
      REDIS_URL: 'rediss://:secret@cache.internal:6380/1',
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
      SERVICE_URL: 'http://127.0.0.1:8000',
      DELIVERY_URL: 'http://127.0.0.1:8001',
      MOCK_API_BASE_URL: 'http://mock_api:5001/',
      CALLBACK_SECRET: `whsec_${Buffer.from('twenty-four bytes of it.').toString('base64')}`,
    };
    expect(readSettings(given)).toMatchObject(given);
  });

  it('read a list with spaces in it', () => {
    expect(readSettings({ FIX_PROVIDERS: ' repair , ' }).FIX_PROVIDERS).toEqual(['repair']);
  });

  it('cannot be changed afterwards', () => {
    const settings = readSettings({}) as { PORT: number };
    expect(() => {
      settings.PORT = 1;
    }).toThrow(TypeError);
  });
});
