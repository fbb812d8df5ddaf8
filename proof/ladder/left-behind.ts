import { isDeepStrictEqual } from 'node:util';
import type { LeftBehind } from '../../domain/ports/prover.ts';
import type { Seen } from '../observe.ts';
import { isNumeric } from './flow/leaves.ts';
import { digest } from './near/ask-in-turn.ts';
import { withoutEscapes } from './near/rewritten-statement.ts';
import { isSameText } from './same-text.ts';

/** Headers that belong to the connection or to the moment, not to the answer. */
const OF_THE_MOMENT =
  /^(?:date|age|connection|keep-alive|transfer-encoding|content-length|etag|last-modified|expires|server-timing|x-response-time|x-request-id|x-ratelimit-.*|ratelimit.*|set-cookie)$/;

/** What an answer carries besides its body: headers, and cookies by name with what protects them. */
export function carriedBy(
  headers: Record<string, string | string[] | undefined>,
): Pick<LeftBehind, 'headers' | 'cookies'> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_MOMENT.test(name));
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const kinds = attributes
      .map((one) => one.toLowerCase())
      .filter((one) => !/^(?:expires|max-age)=/.test(one));
    return [pair.split('=')[0] ?? '', kinds.sort().join('; ')] as const;
  });
  return {
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    cookies: Object.fromEntries(cookies),
  };
}

/** How often each statement was sent and each upstream asked. */
export function countsOf({ statements, upstreams }: Seen): Record<string, number> {
  const counts: Record<string, number> = {};
  const names = [
    ...statements.map(({ statement }) => statement.masked),
    ...upstreams.flatMap(({ name, calls }) => calls.map(({ request }) => `${name} ${request}`)),
  ];
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/**
 * What was bound to each statement that completed, by digests.
 * @param rewritten the statement of which a fix may write the values in another way, by its digest
 * @param pattern the one whose patterns it may escape, by its digest; null: it may not
 */
export function boundIn(
  { statements }: Seen,
  { rewritten, pattern }: { rewritten: string | null; pattern: string | null },
): Record<string, string[]> {
  const bound: Record<string, string[]> = {};
  const texts = rewrittenTexts(statements, rewritten);
  for (const { outcome, statement, parameters } of statements) {
    if (outcome !== 'completed' || parameters.length === 0 || digest(statement.masked) === rewritten)
      continue;
    // Another statement may hold what is written in another way for that one: in the same way, or as before.
    if (parameters.some((value) => texts.has(value))) continue;
    const all = bound[statement.masked] ?? [];
    all.push(digest(JSON.stringify(parameters)));
    if (digest(statement.masked) === pattern) all.push(digest(JSON.stringify(withoutEscapes(parameters))));
    bound[statement.masked] = all.sort();
  }
  return bound;
}

/** Texts that are bound to a statement which a fix may write in another way. */
function rewrittenTexts(statements: Seen['statements'], rewritten: string | null): Set<unknown> {
  if (rewritten === null) return new Set();
  const given = statements.flatMap(({ statement, parameters }) =>
    digest(statement.masked) === rewritten ? parameters : [],
  );
  return new Set(given.filter((value) => typeof value === 'string' && !isNumeric(value)));
}

/** The headers that say the same as in two earlier answers, in other letters: they are escaped now, or no longer. */
export function rewrittenHeaders(first: LeftBehind, second: LeftBehind, now: LeftBehind): string[] {
  return Object.entries(first.headers).flatMap(([name, value]) => {
    const other = now.headers[name];
    return value === second.headers[name] && other !== undefined && isSameText(value, other) ? [name] : [];
  });
}

/**
 * How an answer leaves something else behind than two earlier ones which agree in it, a sentence; null: it does not.
 */
export function leavesOther(first: LeftBehind, second: LeftBehind, now: LeftBehind): string | null {
  const agreed = <T>(one: Record<string, T>, other: Record<string, T>) =>
    Object.entries(one).filter(([name, value]) => isDeepStrictEqual(value, other[name]));
  for (const [name, value] of agreed(first.headers, second.headers)) {
    if (now.headers[name] !== value && !isSameText(value, now.headers[name] ?? '')) {
      return now.headers[name] === undefined
        ? `no longer carries the header ${name}`
        : `carries another ${name}`;
    }
  }
  for (const [name, value] of agreed(first.cookies, second.cookies)) {
    if (now.cookies[name] === undefined) return `no longer sets the cookie ${name}`;
    if (now.cookies[name] !== value)
      return `sets the cookie ${name} with “${now.cookies[name]}”, before with “${value}”`;
  }
  for (const [path, body] of agreed(first.after, second.after)) {
    if (path in now.after && !isDeepStrictEqual(now.after[path], body)) {
      return `leaves something else behind: afterwards GET ${path} is answered differently`;
    }
  }
  for (const [text, values] of agreed(first.bound ?? {}, second.bound ?? {})) {
    const own = now.bound?.[text];
    if (own && values.some((one) => !own.includes(one)))
      return `binds other values than before: ${text.slice(0, 100)}`;
  }
  for (const [name, count] of Object.entries(now.again)) {
    if (name in first.once && count > Math.max(first.again[name] ?? 0, second.again[name] ?? 0)) {
      return `asks again for what was kept before: ${name.slice(0, 100)}`;
    }
  }
  return null;
}
