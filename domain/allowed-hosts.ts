/** The name in a `Host` header or an address, without port, brackets and a last dot; lower case. */
function nameOf(host: string): string | null {
  const found = /^(?:\[([0-9a-f:.%]+)\]|([^:/@\s]+))(?::\d{1,5})?$/i.exec(host);
  return found ? (found[1] ?? found[2] ?? '').toLowerCase().replace(/\.$/, '') : null;
}

/**
 * Whether a request that names this host may be answered. A page of another site can let its own name lead to this
 * machine (DNS rebinding) and read what is answered; it cannot do so with a name of this machine, nor with an address.
 * @param host the `Host` header; absent where the client sent none, which no browser does
 * @param names further names under which the server is reached; `*` allows every name
 */
export function isAllowedHost(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined || names.includes('*')) return true;
  const name = nameOf(host);
  if (name === null) return false;
  const isAddress = name.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
  const isOwn = name === 'localhost' || name.endsWith('.localhost');
  return isAddress || isOwn || names.some((allowed) => nameOf(allowed) === name);
}

/** The host of each address, for {@link isAllowedHost}. */
export function hostsOf(...addresses: (string | undefined)[]): string[] {
  return addresses.flatMap((address) =>
    address !== undefined && URL.canParse(address) ? [new URL(address).hostname] : [],
  );
}
