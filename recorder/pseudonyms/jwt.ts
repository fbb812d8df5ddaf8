/** JSON Web Tokens of three parts in a text; a head of JSON always begins so. */
export const TOKENS = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

export function isJwt(text: string): boolean {
  return text.match(TOKENS)?.[0] === text;
}

/** What the tokens in a text say, each parsed. */
export function claimsIn(text: string): unknown[] {
  return (text.match(TOKENS) ?? []).flatMap((token) => claimsOf(token) ?? []);
}

/**
 * A token like another. The head stays, so that it is taken apart as before, and what it says keeps its form.
 * @param claims gives what is said in place of what was said
 * @param madeUp gives what stands in place of a text; the signature holds for no key
 */
export function remakeJwt(
  token: string,
  claims: (said: unknown) => unknown,
  madeUp: (text: string) => string,
): string {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const said = claimsOf(token);
  const made =
    said === null ? madeUp(payload) : Buffer.from(JSON.stringify(claims(said))).toString('base64url');
  // As an encoder writes it: several last letters stand for the same bytes.
  const signed = signature && Buffer.from(madeUp(signature), 'base64url').toString('base64url');
  return [head, made, signed].join('.');
}

/** Null: it only looks like a token. */
function claimsOf(token: string): object | null {
  try {
    const said: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof said === 'object' ? said : null;
  } catch {
    return null;
  }
}
