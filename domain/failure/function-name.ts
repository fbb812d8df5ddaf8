/** Names that a minifier gives, and those that engines give to what has none. */
const NONE = /^(?:\?|<anonymous>|anonymous|<module>|<lambda>|eval|[a-z_$]{1,2}\d?)$/i;

/**
 * The name of a function without what differs between engines and SDKs: `Object.handler`, `async handler` and
 * `Layer.handler [as handle]` are `handler`. Null: it has none, or a minifier gave it.
 */
export function functionName(name: string | null): string | null {
  if (name === null) return null;
  const plain = name
    .slice(0, 500)
    .replace(/\s*\[as [^\]]*\]\s*$/, '')
    .replace(/^(?:async|new|get|set)\s+/, '')
    .replace(/^bound\s+/, '');
  const last = plain.split(/[./#]/).filter(Boolean).at(-1) ?? '';
  return last === '' || NONE.test(last) ? null : last;
}
