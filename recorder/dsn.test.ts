import { describe, expect, it } from 'vitest';
import { parseDsn } from './dsn.ts';
import { createRecorder } from './recorder.ts';

describe('a DSN', () => {
  it('names the address, the key and the service', () => {
    expect(parseDsn('https://a%20key@suture.example:8443/shop')).toEqual({
      url: 'https://suture.example:8443/ingest/recordings',
      key: 'a key',
      service: 'shop',
    });
  });

  it('may end with the number that SDKs of Sentry ask for', () => {
    expect(parseDsn('http://key@127.0.0.1:8000/shop/1')).toMatchObject({
      url: 'http://127.0.0.1:8000/ingest/recordings',
      service: 'shop',
    });
  });

  it.each([
    'shop',
    'http://127.0.0.1:8000/shop',
    'ftp://secret@h/shop',
    'http://secret@h/',
    'http://secret@h/a/b',
  ])('of the form %s is rejected at the start, and the error does not repeat it', (dsn) => {
    expect(() => createRecorder({ dsn })).toThrow(/^The DSN is not of the form .* Check SUTURE_DSN\.$/);
    expect(() => createRecorder({ dsn })).not.toThrow(/secret/);
  });
});
