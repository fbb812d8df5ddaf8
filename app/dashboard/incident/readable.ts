/**
 * What a failure says, without the JSON that it may have been answered in: `500 instead of 200: {"error":{"message":
 * "no such table"}}` becomes `500 instead of 200: no such table`. Other text stays as it is.
 */
export function readable(message: string): string {
  const begin = message.search(/[{[]/);
  if (begin < 0) return message;
  try {
    const said = saidIn(JSON.parse(message.slice(begin)));
    return said === null ? message : `${message.slice(0, begin)}${said}`;
  } catch {
    return message;
  }
}

function saidIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  for (const name of ['error', 'message', 'detail', 'reason']) {
    const said = name in value ? saidIn((value as Record<string, unknown>)[name]) : null;
    if (said) return said;
  }
  return null;
}
