import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../platform/run-command.ts';
import { fillDeep } from './fill-environment.ts';
import { knownSignatures, signaturesOf } from './signatures.ts';
import { fieldRecording } from './testing.ts';

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const hmac = (text: string, key = 'production', algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest();
const HEAD = `${base64url('{"alg":"HS256"}')}.${base64url('{"sub":"7"}')}`;
const TOKEN = `${HEAD}.${hmac(HEAD).toString('base64url')}`;
const BODY = '{"event":"paid"}';
const HEX = hmac(BODY).toString('hex');
const cookie = `s:7.${hmac('7').toString('base64').replace(/=+$/, '')}`;
const keygrip = hmac('sess=abc', 'production', 'sha1').toString('base64url');

const request = (headers: Record<string, string>, body?: string) => ({ path: '/orders', headers, body });
const found = (headers: Record<string, string>, body?: string) =>
  signaturesOf(request(headers, body)).map(({ of, within, signature }) => [of, within, signature]);

describe('finds what was signed', () => {
  it.each<[string, Record<string, string>, string | undefined, unknown[]]>([
    ['a token', { authorization: `Bearer ${TOKEN}` }, undefined, [HEAD, false, TOKEN.slice(HEAD.length + 1)]],
    ['a body, in hexadecimal', { 'x-hub-signature-256': `sha256=${HEX}` }, BODY, [BODY, true, HEX]],
    ['a body with its time', { 'stripe-signature': `t=1764496800,v1=${HEX}` }, BODY, [BODY, true, HEX]],
    [
      'a body, in base64',
      { 'x-shop-hmac': hmac(BODY).toString('base64') },
      BODY,
      [BODY, true, hmac(BODY).toString('base64')],
    ],
    [
      'a cookie',
      { cookie: `a=b; sid=${encodeURIComponent(cookie)}` },
      undefined,
      ['7', false, cookie.slice(4)],
    ],
    [
      'a cookie beside it',
      { cookie: `sess=abc; sess.sig=${keygrip}` },
      undefined,
      ['sess=abc', false, keygrip],
    ],
  ])('%s', (_, headers, body, expected) => {
    expect(found(headers, body)).toEqual([expected]);
  });

  it.each<[string, Record<string, string>]>([
    ['a plain key', { 'x-api-key': 'k'.repeat(40) }],
    ['a text that is no digest', { 'x-signature': 'none given' }],
    ['a cookie with a version', { cookie: 'version=1.2; name=ada.lovelace' }],
  ])('not in %s', (_, headers) => {
    expect(found(headers, BODY)).toEqual([]);
  });
});

it('knows those of requests that production did not refuse, with the values of the sandbox', () => {
  const claims = base64url(`{"iss":"\${env:ISSUER}"}`);
  const headers = {
    authorization: `Bearer ${base64url('{"alg":"HS256"}')}.${claims}.${hmac('x').toString('base64url')}`,
  };
  const recording = (status: number) =>
    fieldRecording({ status, request: { method: 'GET', path: '/', headers } });
  const [known] = knownSignatures(recording(500), { ISSUER: 'here' });
  expect(Buffer.from(known?.split('.')[1] ?? '', 'base64url').toString()).toBe('{"iss":"here"}');
  expect(fillDeep({ headers }, { ISSUER: 'here' }).headers.authorization).toBe(`Bearer ${known}`);
  expect([...knownSignatures(recording(401), {})]).toEqual([]);
});

describe('in the sandbox', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const raw = sign('sha256', Buffer.from(HEAD), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const der = asDer(raw);
  const program = `
    const { acceptSignatures } = require(${JSON.stringify(join(import.meta.dirname, '../sandbox/preload/signatures.cjs'))});
    const crypto = require('node:crypto');
    const accept = acceptSignatures();
    const given = JSON.parse(process.argv[1]);
    accept(given.accepted);
    const mac = (text, form) => crypto.createHmac('sha256', 'sandbox').update(text).digest(form);
    (async () => {
      const usages = ['sign', 'verify'];
      const key = await crypto.subtle.importKey('raw', Buffer.from('sandbox'), { name: 'HMAC', hash: 'SHA-256' }, false, usages);
      const bytes = Buffer.from(given.signature, 'base64url');
      const subtle = (text) => crypto.subtle.verify('HMAC', key, bytes, Buffer.from(text));
      const elliptic = (text) => crypto.verify('sha256', Buffer.from(text), { key: given.other, dsaEncoding: 'ieee-p1363' }, Buffer.from(given.raw, 'base64'));
      console.log(JSON.stringify({
        token: mac(given.head, 'base64url') === given.signature,
        parts: crypto.createHmac('sha256', 'sandbox').update(given.head.slice(0, 9)).update(Buffer.from(given.head.slice(9))).digest().equals(bytes),
        body: mac('1764496800.' + given.body, 'hex') === given.hex,
        subtle: await subtle(given.head),
        signed: Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(given.head))).equals(bytes),
        elliptic: elliptic(given.head),
        der: crypto.createVerify('sha256').update(given.head).verify(given.other, Buffer.from(given.der, 'base64')),
        changed: [mac(given.head + 'x', 'base64url') === given.signature, await subtle(given.head + 'x'), elliptic(given.head + 'x')],
        own: mac('anything', 'hex') === given.own,
      }));
    })();`;

  it('holds for what it came with, with any key, and for nothing else', async () => {
    const signature = TOKEN.slice(HEAD.length + 1);
    const accepted = [
      { of: HEAD, within: false, signature: raw.toString('base64url') },
      { of: HEAD, within: false, signature },
      { of: BODY, within: true, signature: HEX },
    ];
    const given = {
      ...{ accepted, head: HEAD, body: BODY, signature, hex: HEX },
      own: hmac('anything', 'sandbox').toString('hex'),
      ...{ raw: raw.toString('base64'), der: der.toString('base64') },
      other: other.export({ type: 'spki', format: 'pem' }),
    };
    expect(publicKey.equals(other)).toBe(false);
    const command = [process.execPath, '-e', program, JSON.stringify(given)];
    const { stdout, tail } = await runCommand({ command, signal: AbortSignal.timeout(60_000) });
    expect(JSON.parse(stdout || tail)).toEqual({
      ...{ token: true, parts: true, body: true, subtle: true, signed: true, elliptic: true },
      // A library writes the two numbers of a token anew.
      der: true,
      changed: [false, false, false],
      own: true,
    });
  });
});

/** A signature of two numbers as ASN.1. */
function asDer(raw: Buffer): Buffer {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((number) => {
    const bytes = (number[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), number]) : number;
    return Buffer.concat([Buffer.of(2, bytes.length), bytes]);
  });
  const both = Buffer.concat(numbers);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
