import { type Cause, firstMatch, textOf } from './facts.ts';
import { unreachedHost } from './packages.ts';

/** A table that the code asks for and the migrations do not make. */
export const missingTable: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /relation "([^"\n]+)" does not exist/,
    /[Tt]he table `([^`\n]+)` does not exist/,
  );
  const table = found?.[1]?.replace(/^public\./, '');
  if (!table) return null;
  const maker = facts.part === 'tables' ? 'no migration before it makes' : 'the migrations do not make';
  return {
    cause: `${facts.part === 'tables' ? 'A migration' : 'The service'} asks for the table ${table}, which ${maker}.`,
    write:
      'database:\n  migrate: npm run migrate   # the command that makes all tables, or sql: [the files, in their order]',
  };
};

/** A database that is not PostgreSQL's default. */
export const missingExtension: Cause = (facts) => {
  const found = firstMatch(textOf(facts), /extension "([^"\n]+)" is not available/);
  if (!found) return null;
  return {
    cause: `A migration asks for the extension ${found[1]}, which the PostgreSQL of the sandbox does not have.`,
    write: 'Set SUTURE_PROOF_DATABASE_URL to a server that has it.',
  };
};

/** What drivers of SQLite say of a file that they cannot open or write. */
const CANNOT_OPEN =
  /unable to open (?:the )?database file|SQLITE_CANTOPEN|SQLITE_READONLY|attempt to write a readonly database|Unable to open connection to local database/i;
/** A variable of an example whose value names such a file, or its driver. */
const OF_A_FILE = /^\s*(\w+)\s*=\s*["']?((?:(?:file|sqlite):)?[\w./-]*\.(?:db|sqlite3?))["']?\s*$/m;
const OF_A_DRIVER = /^\s*(\w+)\s*=\s*["']?(?:better-)?sqlite3?["']?\s*$/m;

/** A database in a file, which the commit does not hold. */
export const databaseFile: Cause = (facts) => {
  if (!CANNOT_OPEN.test(textOf(facts))) return null;
  const { tree, root } = facts;
  const examples = tree.paths.filter((path) =>
    /(^|\/)\.?(?:example\.|sample\.)?env(?:\.[\w.-]+)?$/.test(path),
  );
  const texts = examples.filter((path) => path.startsWith(root)).map((path) => tree.read(path) ?? '');
  const driver = firstMatch(texts.join('\n'), OF_A_DRIVER)?.[1];
  const [, variable, value] = firstMatch(texts.join('\n'), OF_A_FILE) ?? [];
  const usesPostgres = tree.paths.some(
    (path) => path.endsWith('package.json') && /"(?:pg|postgres)"\s*:/.test(tree.read(path) ?? ''),
  );
  const name = value?.replace(/^\w+:/, '').split('/').at(-1) ?? 'service.db';
  const scheme = /^\w+:/.exec(value ?? '')?.[0] ?? '';
  return {
    cause:
      'The service opens a SQLite file, in a folder that the commit does not have or that is read-only in the sandbox.',
    write:
      driver && usesPostgres
        ? `environment:\n  ${driver}: pg   # PostgreSQL, which the sandbox has`
        : `environment:\n  ${variable ?? 'DATABASE_FILE'}: ${scheme}/tmp/${name}   # ${variable ? '' : 'the variable that names it; '}each start begins without it\nstart: <the command that makes its tables> && <the command that starts the service>`,
  };
};

/** Servers that are dialled and not declared. */
export const missingServer: Cause = (facts) => {
  const text = textOf(facts);
  const refused = firstMatch(
    text,
    /(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)[^\n]*?([\w.-]+):(\d+)/,
    /(?:connect|dial) (?:to )?([\w.-]+):(5432|6379|3306|27017)/,
    /(?:getaddrinfo|queryA) (?:ENOTFOUND|EAI_AGAIN) ([\w-]+)\b()/,
    /Can't reach database server at `?([\w.-]+)`?:?`?(\d*)/,
  );
  if (!refused || facts.part === 'packages') return null;
  const [, host = '', port = ''] = refused;
  const who = facts.part === 'tests' ? 'The tests dial' : 'The service dials';
  const address = port ? `${host}:${port}` : host;
  if (port === '5432' || /postgres|\bpg\b|^(db|database)$/i.test(host) || /prisma/i.test(refused[0])) {
    return {
      cause: `${who} the PostgreSQL at ${address}, and suture.yaml names none, or another variable for it.`,
      write: 'database:\n  variable: DATABASE_URL   # by which the service learns the URL',
    };
  }
  if (port === '6379' || /redis|valkey/i.test(host)) {
    return {
      cause: `${who} the Redis at ${address}, and suture.yaml names none, or another variable for it.`,
      write: 'redis:\n  variable: REDIS_URL   # by which the service learns the URL',
    };
  }
  return {
    cause: `${who} ${address}, and nothing stands in for it in the sandbox.`,
    write: standIn(unreachedHost(facts) ?? address),
  };
};

/** A server of a kind that the sandbox does not have, as the way out names it. */
export const foreignServer: Cause = ({ part, message }) => {
  const [, address, kind] =
    /the service asked (\S+?) (?:for ([\w ]+?)|in a protocol that [^,]*), and nothing stands in for it: let/.exec(
      message,
    ) ?? [];
  if (part !== 'start' || !address) return null;
  const what = kind ?? 'a server that speaks neither PostgreSQL, Redis nor HTTP';
  return {
    cause: `The service waits for ${what} at ${address}. The sandbox has PostgreSQL, Redis and stand-ins for HTTP, and no ${kind ?? 'such server'}.`,
    write: /^(?:MySQL|MongoDB|SQL Server)$/.test(what)
      ? `Suture cannot replay failures of a service that keeps its data in ${what}.`
      : 'Let the service start without it in the sandbox: by a variable of "environment", for example.',
  };
};

/** An upstream's entry, to be filled in. */
function standIn(host: string): string {
  return `upstreams:\n  - name: ${host.replace(/[:.].*$/, '').replace(/[^a-z0-9-]/gi, '-') || 'upstream'}\n    hosts: ["${host}"]\n    command: node stand-ins/${host.replace(/[^a-z0-9]+/gi, '-')}.mjs {port}   # answers in its place\n    health: /health`;
}

/** Which variable it is that the service misses at its start. */
export const missingVariable: Cause = (facts) => {
  if (facts.part !== 'start' && facts.part !== 'tests' && facts.part !== 'tables' && facts.part !== 'build')
    return null;
  const name = requiredVariable(facts.output) ?? namedVariable(facts.output, facts.tree, facts.variables);
  if (!name) return null;
  if (name === 'NODE_ENV') {
    return {
      cause: 'The service needs the variable NODE_ENV, which has no value in the sandbox.',
      write: 'environment:\n  NODE_ENV: production',
    };
  }
  const given = facts.variables.includes(name);
  const secret = /KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|LICEN[CS]E|SALT|DSN/.test(name);
  const shape = secret ? '{ secret: "an example of its shape" }' : '"a value"';
  return {
    cause: given
      ? `The variable ${name} does not have the shape that the service asks for.`
      : `The service needs the variable ${name}, which has no value in the sandbox.`,
    write: `environment:\n  ${name}: ${given || !secret ? shape : '{ secret: true }'}`,
  };
};

/** The one variable of those with a usual name that a service may ask for by its name. */
function requiredVariable(output: string): string | null {
  return (
    /["'`]?\b(NODE_ENV)\b["'`]?:? (?:is (?:a )?required|must be|is not set|is missing)/i.exec(output)?.[1] ??
    null
  );
}

/** How many lines of an output are looked through for a name, from its end. */
const LINES = 60;

/** Frames, and lines of a source that a tool shows around an error. */
const QUOTED_CODE = /^\s+at |^\s*>?\s*\d+ \||process\.env/;
/** They are named in passing, and a service starts without them. */
const USUAL = new Set(['NODE_ENV', 'PATH', 'HOME', 'PORT', 'HOST']);

/** The first variable that an output names and the sources read; one that has no value before one that has. */
function namedVariable(
  output: string,
  tree: Parameters<Cause>[0]['tree'],
  given: readonly string[],
): string | null {
  const lines = output
    .split('\n')
    .slice(-LINES)
    .filter((line) => !QUOTED_CODE.test(line));
  const said = lines.filter((line) =>
    /requir|missing|not set|undefined|must|invalid|not valid|provide|expect|need|empty/i.test(line),
  );
  const named = [...said, ...lines].flatMap((line) => line.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g) ?? []);
  const known = [...new Set(named)].filter(
    (name) => name.length > 3 && !USUAL.has(name) && isRead(tree, name),
  );
  return known.find((name) => !given.includes(name)) ?? known[0] ?? null;
}

/** That a source reads a variable of this name, by `env.NAME`, `env['NAME']`, or a schema's key. */
function isRead(tree: Parameters<Cause>[0]['tree'], name: string): boolean {
  const read = new RegExp(
    `\\b(?:env|environment|config)\\b[^\\n]{0,40}\\b${name}\\b|^\\s*['"]?${name}['"]?\\s*:`,
    'm',
  );
  return tree.paths.some(
    (path) =>
      /\.[cm]?[jt]s$/.test(path) && !/(^|\/)node_modules\//.test(path) && read.test(tree.read(path) ?? ''),
  );
}
