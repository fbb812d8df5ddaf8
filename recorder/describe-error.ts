/** The SQLSTATE of an error that PostgreSQL returned, five characters; null for any other error. */
export function sqlstateOf(error: unknown): string | null {
  const code = codeOf(error);
  return code && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : null;
}

/** A sentence for an error, with its cause: `fetch failed` alone explains nothing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : null;
  // A connection that was tried at several addresses gives an error with a code and no message.
  const causeText = cause ? cause.message || (codeOf(cause) ?? '') : '';
  const text = error.message || (codeOf(error) ?? error.name);
  return causeText ? `${text}: ${causeText}` : text;
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
