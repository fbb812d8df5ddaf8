import type { Underway } from './underway.ts';

/** Requests with an answer that are remembered, and those that are sent with one that failed. */
const MOST_REMEMBERED = 16;
const MOST_BEFORE = 5;
/** Longer ago it is another visit, in milliseconds. */
const LONGEST_AGO_MS = 60_000;

export interface Recent {
  add(one: Underway): void;
  /** The requests of the same session before this one, and those under way on the same path, oldest first. */
  before(one: Underway, underway: ReadonlySet<Underway>): Underway[];
  /** The last requests of any caller that asked the database, one of each route, oldest first: one of them may have kept a connection. */
  holding(one: Underway): Underway[];
}

/** Remembers the last requests: some failures need what came before. */
export function createRecent(): Recent {
  const last: Underway[] = [];
  let next = 0;
  return {
    add(one) {
      last[next] = one;
      next = (next + 1) % MOST_REMEMBERED;
    },
    before(one, underway) {
      const { cookie, authorization } = one.request.headers;
      const path = pathOf(one);
      const found = [...last, ...underway].filter((other) => {
        if (other === one || one.at - other.at > LONGEST_AGO_MS) return false;
        const { headers, socket } = other.request;
        if (cookie || authorization)
          return headers.cookie === cookie && headers.authorization === authorization;
        return underway.has(other) ? pathOf(other) === path : socket === one.request.socket;
      });
      return found.sort((a, b) => a.since - b.since).slice(-MOST_BEFORE);
    },
    holding(one) {
      const asked = last.filter((other) => other !== one && other.steps.some(({ kind }) => kind === 'sql'));
      const found = new Map(asked.map((other) => [`${other.name} ${other.status}`, other]));
      return [...found.values()].sort((a, b) => a.since - b.since).slice(-MOST_BEFORE);
    },
  };
}

function pathOf({ url }: Underway): string {
  return url.split('?', 1)[0] ?? '/';
}
