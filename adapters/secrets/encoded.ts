/** A shorter run holds no secret with a word before it. */
const SHORTEST = 24;

/**
 * Base64 as MIME breaks it into lines (RFC 2045, 6.8), base64 and base64url in one line. A longer run is read in pieces: a
 * secret that lies across two of them is not found.
 */
const BASE64: readonly RegExp[] = [
  /(?<![\w+/-])(?:[A-Za-z0-9+/]{60,76}\r?\n){1,200}[A-Za-z0-9+/]{1,76}={0,2}/g,
  /[A-Za-z0-9+/_-]{24,20000}={0,2}/g,
];
/** Bytes as PostgreSQL writes them (`bytea_output = hex`), also within a JSON text. */
const HEX = /(?<=\\x)[0-9a-f]{24,40000}/gi;
/** The field of a form that names a secret, up to the end of its value (RFC 7578). */
const FIELD =
  /name="[^"\r\n]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|credential|card|cvc|cvv|pin)[^"\r\n]{0,20}"(?:\r?\n[^\r\n]{1,200}){0,5}\r?\n\r?\n([^\r\n]{4,2000})/gi;

/**
 * Runs of a text that hold a secret in another form: as base64, or as the hexadecimal digits of bytes.
 * @param isSecret whether what a run holds has a secret in it
 */
export function encodedSecrets(text: string, isSecret: (plain: string) => boolean): string[] {
  const runs = (shapes: readonly RegExp[], encoding: 'base64' | 'hex') =>
    shapes
      .flatMap((shape) => [...text.matchAll(shape)].map(([run]) => run))
      .filter((run) => run.length >= SHORTEST)
      .filter((run) => {
        const plain = Buffer.from(run, encoding).toString('latin1');
        return isReadable(plain) && isSecret(plain);
      });
  return [...new Set([...runs(BASE64, 'base64'), ...runs([HEX], 'hex')])];
}

/** Values of a form's fields that are named as secrets. */
export function fieldSecrets(text: string): string[] {
  return [...text.matchAll(FIELD)].map(([, value]) => value as string);
}

/** What was a text before it was written in another form: at most one in ten is no letter, digit or sign. */
function isReadable(plain: string): boolean {
  const others = plain.match(/[^\t\n\r -~]/g)?.length ?? 0;
  return plain.length > 0 && others <= plain.length / 10;
}
