import type { Underway } from './underway.ts';

/** Requests with an answer that are remembered, and those of the same caller, and of others, that are sent with one that failed. */
const MOST_REMEMBERED = 16;
const MOST_BEFORE = 5;
/** Longer ago it is another visit, in milliseconds. */
const LONGEST_AGO_MS = 60_000;

export interface Recent {
  add(one: Underway): void;
  /** The requests of the same session before this one, and those under way on the same path, oldest first. */
  before(one: Underway, underway: ReadonlySet<Underway>): Underway[];
  /** The last requests of other callers, one of each route and status, oldest first: what one left in the process may matter. */
  ofOthers(one: Underway, before: readonly Underway[]): Underway[];
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
    ofOthers(one, before) {
      const others = last.filter((other) => other !== one && !before.includes(other));
      return lastOfEach(others.filter(({ at }) => one.at - at <= LONGEST_AGO_MS));
    },
    holding(one) {
      return lastOfEach(
        last.filter((other) => other !== one && other.steps.some(({ kind }) => kind === 'sql')),
      );
    },
  };
}

/** The last of each route and status, the oldest first. */
function lastOfEach(ones: Underway[]): Underway[] {
  const inOrder = ones.sort((a, b) => a.since - b.since);
  const found = new Map<string, Underway>();
  for (const one of inOrder) {
    const name = `${one.name} ${one.status}`;
    found.delete(name);
    found.set(name, one);
  }
  return [...found.values()].slice(-MOST_BEFORE);
}

function pathOf({ url }: Underway): string {
  return url.split('?', 1)[0] ?? '/';
}
