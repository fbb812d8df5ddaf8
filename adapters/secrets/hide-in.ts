/**
 * Hides secrets in each text of a value of plain data, one after another, so that markers are numbered in the order of the value.
 * @param hide the text with a marker in the place of each secret
 */
export async function hideIn<T>(value: T, hide: (text: string) => Promise<string>): Promise<T> {
  if (typeof value === 'string') return (await hide(value)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const hidden: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) hidden.push([key, await hideIn(inner, hide)]);
  return (Array.isArray(value) ? hidden.map(([, inner]) => inner) : Object.fromEntries(hidden)) as T;
}
