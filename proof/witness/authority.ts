import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Issues certificates that only programs in a sandbox trust. */
export interface Authority {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  /** What a server needs to answer for a host by TLS; made with the first question. */
  contextFor(host: string): SecureContext;
}

const DAY_MS = 86_400_000;
/** Certificates that are kept: a program may ask for any number of names. */
const KEPT = 200;
const COMMON_NAME = oid('550403');
const BASIC_CONSTRAINTS = oid('551d13');
const ALTERNATIVE_NAMES = oid('551d11');
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const ISSUER = name('Sandbox');

/** An authority with a key of its own, which no other process has. */
export function createAuthority(): Authority {
  const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const host = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = host.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const isAuthority = sequence(
    BASIC_CONSTRAINTS,
    der(0x01, Buffer.from([255])),
    octets(sequence(der(0x01, Buffer.from([255])))),
  );
  const certificate = issue(ISSUER, issuer.publicKey, issuer.privateKey, isAuthority);
  const contexts = new Map<string, SecureContext>();
  return {
    certificate,
    contextFor(asked) {
      const known = contexts.get(asked);
      if (known) return known;
      const names = sequence(ALTERNATIVE_NAMES, octets(sequence(alternative(asked))));
      const cert = issue(name(asked.slice(0, 64)), host.publicKey, issuer.privateKey, names);
      const context = createSecureContext({ key, cert });
      const [oldest] = contexts.keys();
      if (oldest !== undefined && contexts.size >= KEPT) contexts.delete(oldest);
      contexts.set(asked, context);
      return context;
    },
  };
}

/** A certificate by the rules of X.509 (RFC 5280), as PEM. */
function issue(subject: Buffer, key: KeyObject, issuer: KeyObject, extension: Buffer): string {
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_SHA256,
    ISSUER,
    sequence(time(-DAY_MS), time(30 * DAY_MS)),
    subject,
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const whole = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function alternative(host: string): Buffer {
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  return der(0x82, Buffer.from(host));
}

function name(common: string): Buffer {
  return sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(common)))));
}

function time(fromNow: number): Buffer {
  const digits = new Date(Date.now() + fromNow).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(digits));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...long]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

function bits(content: Buffer): Buffer {
  return der(0x03, Buffer.concat([Buffer.from([0]), content]));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}
