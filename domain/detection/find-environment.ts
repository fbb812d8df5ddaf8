import { composeVariables } from './compose.ts';
import type { Place } from './place.ts';
import { below, upwards } from './source-tree.ts';
import { sourcesOf } from './sources.ts';
import { addressPiece, valueByName, valueByRule } from './stand-in-value.ts';

/** What a variable is for, as far as its name and its example tell. */
export type Purpose = 'port' | 'database' | 'redis' | 'upstream' | 'secret' | 'plain';

export interface Variable {
  name: string;
  purpose: Purpose;
  /** The value of an example; null where none is given. */
  example: string | null;
  /** A made-up value of the kind that the service asks for, without an example; null where it may do without. */
  standIn: string | null;
  /** The file that names it. */
  from: string;
}

/** `.env.example`, `env-example-relational`, `sample.env`, `.env.test`: never `.env` itself, which holds a user's own values. */
const EXAMPLE =
  /^(\.?env[.-](.*[.-])?(example|sample|template|dist|defaults?|test|ci)([.-][\w-]+)?|\.?(example|sample)\.env)$/;
/** Where such files lie besides the service's folder itself. */
const CONFIGURATION = ['config', 'configs', 'env', 'envs', 'environments', '.env', '.envs', 'docker'];
const READ = /\bprocess\.env(?:\.([A-Z][A-Z0-9_]+)|\[\s*['"]([A-Z][A-Z0-9_]+)['"]\s*\])/g;
/** `configService.get<string>('NAME')`. */
const ASKED =
  /\b(?:config\w*|env\w*)\.get(?:OrThrow|String|Number)?(?:<[^>\n]*>)?\(\s*['"]([A-Z][A-Z0-9_]+)['"]/gi;
/** `NAME: z.string().url(),` in what checks the variables: the rule goes up to the line's end. */
const RULE =
  /^[ \t]*['"]?([A-Z][A-Z0-9_]{2,})['"]?\s*:\s*((?:z|Joi|joi|Type|t|yup|v|S|envalid)\b\s*\.[^\n]*(?:\n\s*\.[^\n]*)*|(?:str|num|bool|url|email|port|host|json)\([^\n]*)/gm;
/** Set by Node, npm or the machine, never by the service's operators. */
const OF_THE_MACHINE =
  /^(NODE_ENV|NODE_OPTIONS|PATH|HOME|USER|PWD|CI|TZ|npm_\w+|VITEST\w*|JEST_\w+|DEBUG|TERM|SHELL|HOSTNAME)$/;
/** `PGHOST`, `DB_PASSWORD`, `POSTGRES_DB`: a part of the address of a database. */
const DATABASE_PIECE =
  /^(PG(HOST|PORT|USER|PASSWORD|DATABASE|SSLMODE)|(DB|DATABASE|POSTGRES(QL)?|PG)_(HOST|HOSTNAME|PORT|USER|USERNAME|PASS|PASSWORD|NAME|DB|DATABASE|SCHEMA|SSL))$/;
const DATABASE_ADDRESS = /^(DATABASE|DB|POSTGRES(QL)?|PG)_?(URL|URI|CONNECTION(_STRING)?)$/;
const SECRET =
  /(^|_)(SECRET|TOKEN|PASSWORD|PASSWD|PASS|PWD|APIKEY|PRIVATE_KEY|CREDENTIALS?|DSN|SALT|PEPPER|(API|ACCESS|AUTH|SIGNING|ENCRYPTION|JWT|SESSION|COOKIE|LICENSE)_?KEYS?)(_|$)/;
/** How long a token holds, how a cookie is named. */
const ABOUT_A_SECRET =
  /_(EXPIRES(_IN)?|EXPIRY|EXPIRATION|TTL|LENGTH|ROUNDS|NAME|ISSUER|AUDIENCE|ALGORITHM|MINUTES|DAYS)$/;
const POSTGRES_URL = /^postgres(ql)?:\/\//i;
const REDIS_URL = /^rediss?:\/\//i;
const WEB_URL = /^https?:\/\//i;

/** The variables that a service reads: those of its example files first, then those that its sources name. */
export function findEnvironment(place: Place): Variable[] {
  const { tree, folder } = place;
  const found = new Map<string, Variable>();
  const add = (name: string, example: string | null, from: string, rule: string | null = null) => {
    if (OF_THE_MACHINE.test(name)) return;
    const known = found.get(name);
    const purpose = known?.purpose ?? purposeOf(name, example);
    const required = rule === null ? null : valueByRule(name, rule);
    const standIn = required === null ? null : (unasked(name, purpose) ?? required);
    if (known) known.standIn ??= standIn;
    else found.set(name, { name, example, from, purpose, standIn: standIn ?? unasked(name, purpose) });
  };
  for (const at of upwards(folder)) {
    const examples = tree.paths.filter((each) => isExample(at, each));
    // Of examples for several databases the one for ours is the first that gives a value.
    const fits = (path: string) => (/postgres/i.test(tree.read(path) ?? '') ? 0 : 1);
    for (const path of examples.toSorted((one, other) => fits(one) - fits(other))) {
      for (const [name, value] of assignments(tree.read(path) ?? '')) add(name, value, path);
    }
  }
  for (const { path, name, value } of composeVariables(place)) add(name, value, path);
  for (const path of sourcesOf(place)) {
    const text = tree.read(path) ?? '';
    for (const [, name = '', rule] of text.matchAll(RULE)) add(name, null, path, rule);
    for (const [, dotted, quoted] of text.matchAll(READ)) add(dotted ?? quoted ?? '', null, path);
    for (const [, name = ''] of text.matchAll(ASKED)) if (name === name.toUpperCase()) add(name, null, path);
  }
  return [...found.values()];
}

/** What a variable gets whose reader does not say what it takes: what costs nothing where it is not needed. */
function unasked(name: string, purpose: Purpose): string | null {
  return purpose === 'database' && DATABASE_PIECE.test(name) ? addressPiece(name) : valueByName(name);
}

/** Lines `NAME=value` of an example file, quotes and comments removed. */
function assignments(text: string): [string, string | null][] {
  return text.split(/\r?\n/).flatMap((line): [string, string | null][] => {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (!match?.[1]) return [];
    const written = match[2]?.trim() ?? '';
    const quoted = /^(["'])(.*?)\1/.exec(written)?.[2];
    const value = quoted ?? written.replace(/(^|\s)#.*$/, '').trim();
    return [[match[1], value === '' ? null : value]];
  });
}

function isExample(folder: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!EXAMPLE.test(name)) return false;
  return (
    path === below(folder, name) || CONFIGURATION.some((each) => path === below(folder, `${each}/${name}`))
  );
}

/** By the example where there is one: a name may mislead, as `HOST` for that of the database. */
function purposeOf(name: string, example: string | null): Purpose {
  if (example && POSTGRES_URL.test(example)) return 'database';
  if (example && REDIS_URL.test(example)) return 'redis';
  if (DATABASE_PIECE.test(name) || DATABASE_ADDRESS.test(name)) return 'database';
  if (SECRET.test(name) && !ABOUT_A_SECRET.test(name)) return 'secret';
  if (/(^|_)REDIS(_|$)/.test(name)) return 'redis';
  if (/^(HTTP_|APP_|SERVER_|API_|WEB_)?PORT$/.test(name)) return 'port';
  if (example && WEB_URL.test(example)) return 'upstream';
  if (/(^|_)(BASE_?URL|API_?URL|ENDPOINT|SERVICE_?URL|UPSTREAM(_URL)?)$/.test(name)) return 'upstream';
  return 'plain';
}
