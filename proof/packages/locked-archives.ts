import type { Manager } from './managers.ts';

/** Where a lockfile takes a package from. */
export interface LockedArchive {
  /** The name of the package. */
  name: string;
  url: URL;
}

interface LockedPackage {
  resolved?: unknown;
  optional?: boolean;
  extraneous?: boolean;
  /** Of lockfiles before version 2. */
  dependencies?: Record<string, LockedPackage>;
}

/** A line of pnpm or Yarn that begins a package: `left-pad@^1.0.0:`, `'@acme/one@1.0.0':`, `/left-pad/1.0.0:`. */
const HEADER = /^ {0,2}['"]?\/?((?:@[^/@\s'"]+\/)?[^/@\s'":]+)[@/].*:\s*$/;
/** What names an archive: `resolved` of Yarn 1, `tarball` of pnpm, `resolution` of Yarn 2 and later. */
const ARCHIVE =
  /(?:^ {2}resolved "|\btarball: ?['"]?|^ {2}resolution: "[^"]{1,200}?@(?=https?:)|__archiveUrl=)(https?(?::|%3A)[^\s"'},]+)/i;

/**
 * The archives that a lockfile names by their address. A package without an address comes from the registry of the settings; one
 * of a git repository is no archive; an optional one of npm may be missing.
 */
export function lockedArchives(manager: Manager['name'], text: string): LockedArchive[] {
  const found = manager === 'npm' ? [...ofNpm(text)] : [...ofLines(text)];
  return found.flatMap(({ name, address }) => {
    const url = URL.canParse(address) ? new URL(address) : null;
    return url && /^https?:$/.test(url.protocol) && !url.pathname.endsWith('.git') ? [{ name, url }] : [];
  });
}

function* ofNpm(text: string): Generator<{ name: string; address: string }> {
  const { packages, dependencies = {} } = JSON.parse(text) as {
    packages?: Record<string, LockedPackage>;
    dependencies?: Record<string, LockedPackage>;
  };
  const left = Object.entries(packages ?? dependencies);
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, { resolved, optional, extraneous, dependencies: inner }] = next;
    if (!packages && inner) left.push(...Object.entries(inner));
    if (typeof resolved !== 'string' || optional || extraneous) continue;
    yield { name: path.split('node_modules/').at(-1) as string, address: resolved };
  }
}

function* ofLines(text: string): Generator<{ name: string; address: string }> {
  let name = '';
  for (const line of text.split('\n')) {
    name = HEADER.exec(line)?.[1] ?? name;
    const address = ARCHIVE.exec(line)?.[1];
    if (address) yield { name, address: /^https?%3A/i.test(address) ? decoded(address) : address };
  }
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
