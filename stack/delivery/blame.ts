/** Whose fault the end of a stage is. */
export interface Blame {
  cause: 'commit' | 'surroundings';
  /** A sentence for a person; empty for the commit's fault, which the stage's own output explains. */
  why: string;
  /** Whose fault it is when every try ends so. */
  atLast: 'commit' | 'surroundings';
}

/** A stage that failed. */
export interface StageFailure {
  stage: string;
  /** `signal SIGKILL`, `exit code 1`, …; empty where no process ended. */
  how: string;
  /** The message and the end of the output. */
  text: string;
}

/** The commit's own crash is SIGSEGV, SIGABRT and the like. A shell reports the signal of its child as 128 and its number. */
const KILLED = /^(signal SIG(KILL|TERM|INT|HUP)|exit code (129|130|137|143))$/;
/** What a service that was asked to end answers. One that ends so by itself does it at each try. */
const ENDED = /^exit code 0$/;

const MACHINE: [RegExp, string][] = [
  [/\b(ENOSPC|EDQUOT)\b|no space left on device|disk quota exceeded/i, 'The disk is full.'],
  [/\b(EIO|EROFS)\b|input\/output error|read-only file system/i, 'The disk cannot be used.'],
  [/\bENOMEM\b|cannot allocate memory/i, 'The machine has no memory left.'],
  [/\bENFILE\b|spawn \S+ EAGAIN|resource temporarily unavailable/i, 'The machine starts no more processes.'],
  [/\bEADDRINUSE\b|address already in use/i, 'Another process has the port.'],
  [
    // https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 53 and 57
    /\b(57P0[123]|53[123]00)\b|the database system is (starting up|shutting down|in recovery mode|not yet accepting)|terminating connection due to (administrator command|unexpected postmaster exit)|too many clients already/,
    'PostgreSQL is not available.',
  ],
];

/** How npm, pnpm and yarn name a registry that cannot be reached; a package that does not exist is the commit's fault. */
const REGISTRY =
  /\b(EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|E429|E50[0-4])\b/;

const UNREACHABLE = '(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)';

/** A server that releases use. */
export interface Neighbour {
  name: string;
  host: string;
  port: number;
  /** The scheme of its URL, such as `postgres`. */
  kind: string;
  url: string;
}

/**
 * Whose fault the end of a stage is, by how it ended and what it wrote: the commit's when a command exits by its own code
 * while its surroundings answer, the surroundings' when it was killed or lacked what every commit needs.
 * @param neighbours the servers that the stage used
 */
export function blame({ stage, how, text }: StageFailure, neighbours: Neighbour[]): Blame {
  const surroundings = (why: string): Blame => ({ cause: 'surroundings', why, atLast: 'surroundings' });
  if (KILLED.test(how)) return surroundings(`The stage ${stage} was killed (${how}).`);
  for (const [pattern, why] of MACHINE) if (pattern.test(text)) return surroundings(why);
  if (stage === 'checkout' && REGISTRY.test(text)) {
    return surroundings('The package registry cannot be reached.');
  }
  for (const { name, host, port } of neighbours) {
    // Node writes `connect ECONNREFUSED 127.0.0.1:5432`, `getaddrinfo ENOTFOUND db`.
    const address = `(?::${port}\\b|\\b${host.replaceAll('.', '\\.')}\\b)`;
    if (new RegExp(`\\b${UNREACHABLE}\\b[^\\n]{0,60}${address}`).test(text)) {
      return surroundings(`${name} does not answer.`);
    }
  }
  if (stage === 'start' && ENDED.test(how)) {
    return { cause: 'surroundings', why: 'The release was asked to end.', atLast: 'commit' };
  }
  return { cause: 'commit', why: '', atLast: 'commit' };
}
