'use strict';
const crypto = require('node:crypto');

/** Longest text of which it is kept that it is signed, in bytes. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Lets signatures of recorded requests hold for what they came with: the keys that made them are production's, and never
 * leave it. Any other signature is judged by the service's own key.
 * @returns a function that takes further ones: `of` is what was signed, or a part of it
 */
exports.acceptSignatures = function acceptSignatures() {
  const { apply } = Reflect;
  const { subtle } = crypto.webcrypto;
  const accepted = [];
  /** What a signing or verifying object was given so far. */
  const given = new WeakMap();

  function around(holder, name, make) {
    const original = holder?.[name];
    if (typeof original !== 'function') return;
    holder[name] = new Proxy(original, {
      apply: (target, self, list) =>
        accepted.length === 0
          ? apply(target, self, list)
          : make((other = list) => apply(target, self, other), list, self),
    });
  }
  function keep(self, data, encoding) {
    const known = given.get(self) ?? { parts: [], size: 0 };
    const part = bytesOf(data, encoding);
    known.size += part.length;
    if (known.size <= LONGEST) known.parts.push(part);
    given.set(self, known);
  }
  /** The signatures that came with a text, the last first. */
  function cameWith(data) {
    const text = bytesOf(data).toString('utf8');
    return accepted.filter(({ of, within }) => (within ? text.includes(of) : text === of)).reverse();
  }
  const keptBy = (self) => Buffer.concat(given.get(self)?.parts ?? []);
  /** A signature may be written in another form than it was sent in, which ends alike. */
  const holds = (data, signature) =>
    cameWith(data).some(({ signature: text }) => {
      const bytes = bytesOf(signature);
      return ['base64url', 'hex'].some((form) => {
        const known = Buffer.from(text, form);
        return known.length >= 16 && bytes.includes(known.subarray(-16));
      });
    });

  for (const prototype of [crypto.Hmac.prototype, crypto.Verify.prototype]) {
    around(prototype, 'update', (call, [data, encoding], self) => {
      keep(self, data, encoding);
      return call();
    });
  }
  around(crypto.Hmac.prototype, 'digest', (call, [encoding], self) => {
    const made = call([]);
    const came = signatureOf(made.length, cameWith(keptBy(self)));
    if (!encoding || encoding === 'buffer') return came?.bytes ?? made;
    return came ? written(came, encoding) : made.toString(encoding);
  });
  around(
    crypto.Verify.prototype,
    'verify',
    (call, [, signature, encoding], self) => holds(keptBy(self), bytesOf(signature, encoding)) || call(),
  );
  around(crypto, 'verify', (call, [, data, , signature, done]) => {
    if (!holds(data, signature)) return call();
    return typeof done === 'function' ? void setImmediate(done, null, true) : true;
  });
  around(
    Object.getPrototypeOf(subtle),
    'verify',
    async (call, [, , signature, data]) => holds(data, signature) || call(),
  );
  around(Object.getPrototypeOf(subtle), 'sign', async (call, [, , data]) => {
    const made = await call();
    const came = signatureOf(made.byteLength, cameWith(data));
    return came ? new Uint8Array(came.bytes).buffer : made;
  });
  return (more) => {
    // Each request brings its own again.
    for (const one of more) {
      const isKnown = accepted.some(({ of, signature }) => of === one.of && signature === one.signature);
      if (!isKnown) accepted.push(one);
    }
  };
};

function bytesOf(data, encoding) {
  if (typeof data === 'string') return Buffer.from(data, encoding);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** In the letters in which it came: several last letters stand for the same bytes. */
function written({ bytes, form, signature }, encoding) {
  if (form !== 'base64url' || !/^base64/.test(encoding)) return bytes.toString(encoding);
  const letters = signature.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  if (encoding === 'base64url') return letters;
  return letters
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(letters.length / 4) * 4, '=');
}

/** The first of the signatures that has so many bytes, by its hexadecimal or its base64 form. */
function signatureOf(length, signatures) {
  for (const { signature } of signatures) {
    const forms = /^[\da-f]+$/i.test(signature) ? ['hex', 'base64url'] : ['base64url'];
    for (const form of forms) {
      const bytes = Buffer.from(signature, form);
      if (bytes.length === length) return { bytes, form, signature };
    }
  }
  return null;
}
