import type { Duplex } from 'node:stream';
import { GSS_REQUEST, PROTOCOL, SSL_REQUEST } from './postgres-messages.ts';

/** What a client speaks, by what it says first. `silent`: it waits for the server to speak. */
export type Protocol =
  | 'TLS'
  | 'PostgreSQL'
  | 'PostgreSQL asking for TLS'
  | 'PostgreSQL asking for Kerberos'
  | 'Redis'
  | 'HTTP'
  | 'HTTP/2'
  | 'AMQP'
  | 'an unknown protocol'
  | 'silent';

/**
 * How long a client may take until it speaks, in milliseconds: then it waits for the server, as clients of MySQL and SMTP do.
 * What one says in a program that waits for its share of a busy machine has come after more than a second.
 */
const SILENT_MS = 3_000;
/** The most that is read until the protocol is known, in bytes. */
const MOST = 64;

/** Reads what a client says first, and puts it back. */
export async function firstProtocol(stream: Duplex, silentMs = SILENT_MS): Promise<Protocol> {
  return (await readFirst(stream, protocolOf, silentMs)) ?? 'silent';
}

/**
 * Reads until `known` returns something, and puts the bytes back.
 * @returns null when the client ends or stays silent
 */
export function readFirst<T>(
  stream: Duplex,
  known: (bytes: Buffer) => T | null,
  silentMs: number,
): Promise<T | null> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const end = (found: T | null) => {
      clearTimeout(silence);
      stream.off('readable', read);
      for (const event of ['end', 'close', 'error']) stream.off(event, gone);
      if (bytes.length > 0 && !stream.destroyed) stream.unshift(bytes);
      resolve(found);
    };
    const gone = () => end(null);
    const read = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        bytes = Buffer.concat([bytes, chunk]);
      }
      const found = bytes.length > 0 ? known(bytes) : null;
      if (found !== null) end(found);
    };
    const silence = setTimeout(gone, silentMs);
    for (const event of ['end', 'close', 'error']) stream.once(event, gone);
    stream.on('readable', read);
    read();
  });
}

function protocolOf(bytes: Buffer): Protocol | null {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return 'TLS';
  const text = bytes.toString('latin1');
  if (/^\*\d/.test(text)) return 'Redis';
  if (text.startsWith('PRI * HTTP/2.0')) return 'HTTP/2';
  if (/^[A-Z]{3,10} [/*h]/.test(text)) return 'HTTP';
  if (text.startsWith('AMQP')) return 'AMQP';
  if (bytes[0] === 0 && bytes.length >= 8) {
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST) return 'PostgreSQL asking for TLS';
    if (code === GSS_REQUEST) return 'PostgreSQL asking for Kerberos';
    // All of version 3, and its requests of other codes, such as to cancel.
    if (code >= PROTOCOL && code < PROTOCOL + 0x10000) return 'PostgreSQL';
    if (code >> 16 === 1234) return 'PostgreSQL';
  }
  return bytes.length >= MOST || (bytes[0] !== 0 && bytes.length >= 16) ? 'an unknown protocol' : null;
}
