/**
 * What is sent as the body of a request. A recorded body is parsed where it was JSON: a text is one where its type is
 * another, and where a service was sent JSON that cannot be read.
 * @returns undefined where there is none
 */
export function bodyText(request: { headers: Record<string, string>; body?: unknown }): string | undefined {
  const { headers, body } = request;
  if (typeof body !== 'string') return JSON.stringify(body);
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (type === undefined) return JSON.stringify(body);
  return /\bjson\b/i.test(type) && isJson(body) ? JSON.stringify(body) : body;
}

/** Whether a text can be read as JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
