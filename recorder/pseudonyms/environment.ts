import { sortOf } from './personal-names.ts';

/** Variables of the shell, of Node and of package managers: what they hold is in many texts, and is no setting of the service. */
const NOT_SETTINGS =
  /^(PATH|HOME|PWD|OLDPWD|SHELL|USER|USERNAME|LOGNAME|LANG|LANGUAGE|LC_.*|TERM|TZ|SHLVL|_|EDITOR|HOSTNAME|TMPDIR|TEMP|TMP|INIT_CWD|COLOR|NODE|NODE_.*|npm_.*|XDG_.*|SUTURE_(SPOOL|RELEASE|HIDE|KEEP|HANG_MS))$/i;
/** A shorter value is found by chance, in characters. */
const SHORTEST = 8;
const SHORTEST_SECRET = 4;

export interface Variable {
  name: string;
  value: string;
  /** Whether it is found inside a longer text as well; a plain word stands in too many. */
  within: boolean;
}

/** The variables of the process whose values are replaced by their names, longest first. */
export function settingsOf(environment: Record<string, string | undefined>): Variable[] {
  const found: Variable[] = [];
  for (const [name, given] of Object.entries(environment)) {
    const value = given?.trim().replace(/(?<=:\/\/[^/]*)\/$/, '');
    if (!value || NOT_SETTINGS.test(name)) continue;
    const isSecret = sortOf(name) === 'secret' || /KEY|DSN/.test(name);
    const isAddress = value.includes('://');
    if (value.length < (isSecret ? SHORTEST_SECRET : SHORTEST) || /^\d{1,7}$/.test(value)) continue;
    const isOdd = value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value) && !value.startsWith('/');
    found.push({ name, value, within: isAddress || isOdd || (isSecret && value.length >= 6) });
  }
  return found.sort((one, other) => other.value.length - one.value.length).slice(0, 500);
}

/** Passwords and names of users in variables that are addresses, which programs take apart. */
export function credentialsIn(variables: readonly Variable[]): string[] {
  return variables.flatMap(({ value }) => {
    if (!value.includes('://') || !URL.canParse(value)) return [];
    const { password } = new URL(value);
    return password ? [password, decodeSafely(password)] : [];
  });
}

export function decodeSafely(text: string): string {
  return isEncoded(text) ? decodeURIComponent(text) : text;
}

/** Whether a text can be decoded as a part of an address: each of its percent signs begins a byte, and the bytes are UTF-8. */
export function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
