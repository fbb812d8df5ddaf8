/** Patterns of paths, relative to the repository's root; see `heal` in `suture.yaml`. */
export interface ChangeRules {
  /** Empty: the sources of the service. */
  allow: readonly string[];
  /** What stays as it is, also where `allow` names it. */
  deny: readonly string[];
}

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|sql)$/;
/** What no fix changes unless it is named: tests, migrations, what is made, and what decides how the service is built. */
const KEPT =
  /(^|\/)(tests?|__tests__|__mocks__|spec|specs|e2e|migrations?|seeds?|node_modules|dist|build|coverage|\.[^/]+)\/|\.(test|spec|d|min|config)\.[cm]?[jt]sx?$|(^|\/)(knexfile|Gruntfile|Gulpfile)\.[cm]?[jt]s$/;

/**
 * Whether a fix may change a file.
 * @param root the service's folder, from the repository's root; `''` is the root
 */
export function mayChange({ allow, deny }: ChangeRules, root: string, path: string): boolean {
  if (deny.some((glob) => matchesGlob(glob, path))) return false;
  if (allow.length > 0) return allow.some((glob) => matchesGlob(glob, path));
  const inside = root === '' || path.startsWith(`${root}/`);
  return inside && SOURCE.test(path) && !KEPT.test(path);
}

/**
 * Whether a change may bring a test file along. Where `allow` is empty a fix changes no test; a new one beside them is no such change.
 * @param root the service's folder, from the repository's root; `''` is the root
 */
export function mayAddTest({ allow, deny }: ChangeRules, root: string, path: string): boolean {
  if (deny.some((glob) => matchesGlob(glob, path))) return false;
  if (allow.length > 0) return allow.some((glob) => matchesGlob(glob, path));
  return root === '' || path.startsWith(`${root}/`);
}

/** `**` stands for any folders, `*` for any characters of a name, `?` for one, `{a,b}` for either. */
export function matchesGlob(glob: string, path: string): boolean {
  const pattern = glob.replace(/\/$/, '/**').replace(/\*\*\/|\*\*|\*|\?|[.+^$()|[\]\\{},]/g, (part) => {
    const known: Record<string, string> = {
      '**/': '(?:.*/)?',
      '**': '.*',
      '*': '[^/]*',
      '?': '[^/]',
      '{': '(?:',
      '}': ')',
      ',': '|',
    };
    return known[part] ?? `\\${part}`;
  });
  return new RegExp(`^${pattern}$`).test(path);
}
