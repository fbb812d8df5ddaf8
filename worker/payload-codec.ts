import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Payload, type PayloadCodec, ValueError } from '@temporalio/common';
import proto from '@temporalio/proto';
import { SutureError } from '../domain/errors.ts';

/** As Temporal's own encryption samples call it, so that their codec servers know it. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
/** Bytes; both as NIST SP 800-38D recommends for GCM. */
const NONCE = 12;
const TAG = 16;

// CommonJS, whose names Node does not find by themselves.
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/**
 * Encrypts everything that goes into histories: arguments, results, summaries, details, heartbeats.
 * @param keys `id:base64` of 32 bytes, separated by commas; the first one encrypts, all of them decrypt
 * @throws SutureError `invalid_settings`
 */
export function createPayloadCodec(keys: string): PayloadCodec {
  const ring = readKeys(keys);
  const [first] = ring;
  if (!first) throw invalid('it holds no key');
  const [currentId, currentKey] = first;

  function encrypt(payload: Payload): Payload {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, currentKey, nonce);
    const text = [cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()];
    return {
      metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(currentId) },
      data: Buffer.concat([nonce, ...text, cipher.getAuthTag()]),
    };
  }

  function decrypt(payload: Payload): Payload {
    // Written before encryption was switched on.
    if (Buffer.from(payload.metadata?.encoding ?? []).toString() !== ENCODING) return payload;
    const id = Buffer.from(payload.metadata?.[KEY_ID] ?? []).toString();
    const key = ring.get(id);
    if (!key) {
      throw new ValueError(
        `A payload was encrypted with the key "${id}", which TEMPORAL_CODEC_KEYS does not hold. Add it after the current one.`,
      );
    }
    const data = Buffer.from(payload.data ?? []);
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE));
    decipher.setAuthTag(data.subarray(-TAG));
    const text = [decipher.update(data.subarray(NONCE, -TAG)), decipher.final()];
    return PayloadMessage.decode(Buffer.concat(text));
  }

  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
}

function readKeys(text: string): Map<string, Buffer> {
  return new Map(
    text.split(',').map((entry) => {
      const [id, base64] = entry.trim().split(/:(.*)/s);
      const key = Buffer.from(base64 ?? '', 'base64');
      if (!id || key.length !== 32) throw invalid(`"${id}" is not followed by ":" and 32 bytes in base64`);
      return [id, key];
    }),
  );
}

function invalid(why: string): SutureError {
  return new SutureError(
    'invalid_settings',
    `TEMPORAL_CODEC_KEYS cannot be read: ${why}. Make a key by "openssl rand -base64 32" and set it to <name>:<key>.`,
  );
}
