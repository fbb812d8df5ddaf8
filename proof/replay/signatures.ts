import { bodyText } from '../../domain/body-text.ts';
import { JSON_WEB_TOKENS } from '../../domain/json-web-token.ts';
import type { Recording } from '../../domain/recording.ts';
import type { AcceptedSignature } from '../sandbox/observer.ts';
import { fillDeep } from './fill-environment.ts';

/** A signature that came with a request. */
export interface Signature extends AcceptedSignature {
  /** The text by which it is known again. */
  known: string;
}

interface Sent {
  path: string;
  headers: Record<string, string>;
  /** As it is sent. */
  body?: string | undefined;
}

/** The shortest signature of a token, in characters: a digest of 20 bytes is longer. */
const SHORTEST = 20;
/** What has a signature behind it, as frameworks write it into a cookie. */
const SIGNED = /^(?:s:)?(.+)\.([\w+/=-]{27,}|[\da-f]{40,})$/s;
/** A signature of SHA-1, 256, 384 or 512 that stands by itself or behind its kind: `sha256=…`, `v1=…`. */
const ALONE =
  /(?<![\w+/])([\da-f]{40}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128}|[\w+/-]{27,88}={0,2})(?![\w+/=])/gi;
const ALONE_BYTES = [20, 32, 48, 64];
/** The names of headers that hold a signature of the body. */
const NAMED = /sign|hmac|digest|\bsig\b/i;
/** An answer that says that a request's signature was none. */
const REFUSED = new Set([401, 403]);

/** The signatures of a request, each with what it was made of. */
export function signaturesOf({ path, headers, body }: Sent): Signature[] {
  const found: Signature[] = [];
  const everything = [path, ...Object.values(headers), body ?? ''].flatMap((text) => [text, decoded(text)]);
  for (const text of new Set(everything)) {
    for (const [known, head, said, signature = ''] of text.matchAll(JSON_WEB_TOKENS)) {
      if (signature.length < SHORTEST) continue;
      found.push({ of: `${head}.${said}`, within: false, signature, known });
    }
  }
  for (const [name, value] of Object.entries(headers)) {
    if (/^cookie$/i.test(name)) found.push(...inCookies(value));
    else if (NAMED.test(name) && body) {
      for (const [, known = ''] of value.matchAll(ALONE)) {
        if (isDigest(known)) found.push({ of: body, within: true, signature: known, known });
      }
    }
  }
  return found;
}

/** How the signatures are known that were right in production: of requests that were not refused for who sent them. */
export function knownSignatures(recording: Recording, variables: Record<string, string>): Set<string> {
  const { request, status, before } = recording;
  const sent = [
    ...(request && !REFUSED.has(status ?? 0) ? [request] : []),
    ...before.map((one) => one.request),
  ];
  const signatures = sent
    .map((one) => fillDeep(one, variables))
    .flatMap((one) => signaturesOf({ ...one, body: bodyText(one) }));
  return new Set(signatures.map(({ known }) => known));
}

function inCookies(header: string): Signature[] {
  const cookies = header.split(/;\s*/).map((each) => {
    const at = each.indexOf('=');
    return [each.slice(0, at), decoded(each.slice(at + 1))] as const;
  });
  return cookies.flatMap(([name, value]) => {
    const [known, of, signature] = SIGNED.exec(value) ?? [];
    if (known && of && signature) return [{ of, within: false, signature, known }];
    // `name.sig` signs `name=value`.
    const signed = cookies.find(([other]) => name === `${other}.sig`);
    return signed ? [{ of: signed.join('='), within: false, signature: value, known: value }] : [];
  });
}

function isDigest(text: string): boolean {
  const isHex = /^[\da-f]+$/i.test(text) && text.length % 2 === 0;
  return ALONE_BYTES.includes(Buffer.from(text, isHex ? 'hex' : 'base64').length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
