import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SutureError } from './errors.ts';
import { flag, readSettings, Settings, sutureUrl } from './settings.ts';

/** A fragment as an adapter has it. */
const Fragment = z.object({
  WORKERS: z.coerce.number().int().positive().default(1).describe('How many workers there are.'),
  VERBOSE: flag.default(true).describe('Whether all is logged.'),
  NAMES: z
    .string()
    .default('one')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(['one', 'two'])).min(1))
    .describe('Their names.'),
});

function refusal(environment: Record<string, string>): SutureError {
  try {
    readSettings(environment, Fragment);
  } catch (error) {
    return error as SutureError;
  }
  throw new Error(`${JSON.stringify(environment)} was accepted`);
}

describe('a wrong setting stops the start with a sentence that names it', () => {
  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'eighty'],
    ['ADMIN_TOKEN', 'short'],
    ['DATABASE_URL', '127.0.0.1:5432/suture'],
    ['DATABASE_URL', 'mysql://127.0.0.1/suture'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['TEMPORAL_UI_URL', '127.0.0.1:8233'],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)'],
    ['SUTURE_URL', 'localhost:8000'],
    ['PUBLIC_URL', '/dashboard'],
    ['CALLBACK_SECRET', 'not base64 !'],
    ['CALLBACK_SECRET', 'whsec_'],
    ['LOG_LEVEL', 'loud'],
    ['WORKERS', '0'],
    ['WORKERS', 'many'],
    ['VERBOSE', 'yes'],
    ['VERBOSE', 'off'],
    ['NAMES', 'one,three'],
  ])('%s=%s', (name, value) => {
    const error = refusal({ [name]: value });
    expect(error).toBeInstanceOf(SutureError);
    expect(error.type).toBe('invalid_settings');
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('The configuration is not valid:');
    expect(lines).toHaveLength(1);
    // Its name, what is wrong with it, and what it is for.
    const shape: Record<string, z.ZodType> = { ...Settings.shape, ...Fragment.shape };
    expect(lines[0]).toMatch(new RegExp(`^ {2}${name}(\\.\\d+)?: \\S.{5,}\\. `));
    expect(lines[0]).toContain(shape[name]?.description);
  });

  it('names all wrong settings at once, of every fragment', () => {
    const { message } = refusal({ PORT: 'x', WORKERS: 'x', DATABASE_URL: 'x' });
    expect(message.match(/^ {2}(PORT|WORKERS|DATABASE_URL): /gm)).toHaveLength(3);
  });

  it('does not show values, which may be secrets', () => {
    expect(refusal({ ADMIN_TOKEN: 'hunter2', CALLBACK_SECRET: 'hunter2' }).message).not.toContain('hunter2');
  });
});

describe('readSettings', () => {
  it('needs no variable', () => {
    expect(readSettings({}, Fragment)).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8000,
      STATE_DIR: '.suture',
      WORKERS: 1,
      NAMES: ['one'],
    });
  });

  it('takes an empty variable as absent, and drops the variables of other programs', () => {
    const settings = readSettings({
      PORT: '',
      DATABASE_URL: '',
      ADMIN_TOKEN: undefined,
      HOME: '/root',
      WORKERS: '3',
    });
    expect(settings.PORT).toBe(8000);
    expect(settings).not.toHaveProperty('HOME');
    expect(settings).not.toHaveProperty('WORKERS');
    expect(settings.DATABASE_URL).toBeUndefined();
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['False', false],
    ['0', false],
  ])('reads %s as %s', (text, value) => {
    expect(readSettings({ VERBOSE: text }, Fragment).VERBOSE).toBe(value);
  });

  it('accepts what the embedded stack and the sandbox set', () => {
    const given = {
      // The form in which a socket's folder is given; no URL parser takes it.
      DATABASE_URL: 'postgres://user:password@/scratch?host=/tmp/a folder',
      REDIS_URL: 'rediss://:secret@cache.internal:6380/1',
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
      SUTURE_URL: 'http://127.0.0.1:8000',
      CALLBACK_SECRET: `whsec_${Buffer.from('twenty-four bytes of it.').toString('base64')}`,
    };
    expect(readSettings(given)).toMatchObject(given);
  });

  it('returns an object that cannot be changed', () => {
    const settings = readSettings({}) as { PORT: number };
    expect(() => {
      settings.PORT = 1;
    }).toThrow(TypeError);
  });
});

it('finds the control plane on this machine unless its address is set', () => {
  expect(sutureUrl(readSettings({ PORT: '8080' }))).toBe('http://127.0.0.1:8080');
  expect(sutureUrl(readSettings({ SUTURE_URL: 'https://suture.example.com' }))).toBe(
    'https://suture.example.com',
  );
});
