/** The parts of a database's or a cache's address. Any of them leads to the one of the sandbox. */
const PIECES: [RegExp, string][] = [
  [/_HOST(NAME)?$|HOST$/, 'localhost'],
  [/^REDIS_.*PORT$/, '6379'],
  [/PORT$/, '5432'],
  [/(USER|USERNAME)$/, 'postgres'],
  [/(PASS|PASSWORD)$/, 'postgres'],
  [/SCHEMA$/, 'public'],
  [/(NAME|DB|DATABASE)$/, 'postgres'],
];
/** Milliseconds, seconds, a port: a number that most things can be. */
const NUMBER = '3600';

/**
 * A value for a part of the address of a database; null for what does not have to be there.
 * @param name such as `POSTGRES_HOST`
 */
export function addressPiece(name: string): string | null {
  return PIECES.find(([ending]) => ending.test(name))?.[1] ?? null;
}

/**
 * A value that a check of variables takes.
 * @param name of the variable
 * @param rule what the schema of the service says of it, such as `z.coerce.number().min(1)`
 * @returns null for a variable that may be missing
 */
export function valueByRule(name: string, rule: string): string | null {
  const joi = /^joi\b/i.test(rule);
  const optional = /\.(optional|nullish|default|catch)\(|Optional\(|\bdefault:|\bdevDefault:/.test(rule);
  if (optional || (joi && !rule.includes('.required('))) return null;
  const choice = /(?:enum|valid|oneOf|picklist|equal|literal|choices:)\s*\(?\s*\[?\s*['"]([^'"]+)['"]/.exec(
    rule,
  )?.[1];
  if (choice !== undefined) return choice;
  if (/\b(url|uri)\s*\(/i.test(rule)) return 'http://localhost';
  if (/\bemail\s*\(/i.test(rule)) return 'somebody@example.com';
  if (/\b(number|num|int|integer|port|Number|Integer)\s*\(/.test(rule)) return NUMBER;
  if (/\b(boolean|bool|stringbool|Boolean)\s*\(/.test(rule)) return 'false';
  const least = Number(/\.min\((\d+)/.exec(rule)?.[1] ?? 0);
  return valueByName(name) ?? 'value'.padEnd(Math.min(least, 1_000), '-');
}

/** A value that fits the name of a variable; null where the name tells nothing. */
export function valueByName(name: string): string | null {
  if (/(^|_)E?MAIL(_FROM|_ADDRESS)?$/.test(name)) return 'somebody@example.com';
  if (/(_TTL|_EXPIRES(_IN)?|_EXPIRY|_EXPIRATION(_TIME)?|_MAX_AGE|_TIMEOUT(_MS)?|_ROUNDS)$/.test(name))
    return /ROUNDS$/.test(name) ? '10' : NUMBER;
  return null;
}
