import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { nameOf, partsOf } from './request-parts.ts';

interface Given {
  request: RecordedRequest;
  body: unknown;
}

/** Different values of good answers that show that a part of the answer depends on the request. */
const LEAST = 3;

/**
 * Whether a part of a success does not depend on the request, where good requests show that it should. What a database or an
 * upstream answers may be the same for many values, so this is asked of what only computes.
 */
export function isConstant(
  { good }: NearAnswers,
  { observations, failures }: Reproduction,
  { recorded, varied }: { recorded: Given; varied: Given & { status: number; work: unknown[] } },
): boolean {
  const asks = observations.statements.length > 0 || observations.upstreams.some(({ calls }) => calls > 0);
  // Keys that the database gives are the same in fresh surroundings.
  if (asks || varied.work.length > 0 || varied.status >= 300 || failures.some(({ sqlstate }) => sqlstate))
    return false;
  // What is below zero may be cut to one and the same edge.
  const below = new Set(
    partsOf(recorded.request).flatMap((part) => (Number(part.value) < 0 ? [nameOf(part)] : [])),
  );
  const changed = differing(recorded.request, varied.request).filter((name) => !below.has(name));
  // Those that differ from the failing request in nothing but what was varied, and in what it lacks.
  const like = good.filter(({ request, status }) => {
    const parts = differing(recorded.request, request);
    return status < 300 && parts.some((part) => changed.includes(part));
  });
  const [before, now] = [partsOfAnswer(recorded.body), partsOfAnswer(varied.body)];
  const seen = like.map(({ body }) => partsOfAnswer(body));
  return Object.keys(before).some((name) => {
    const values = new Set(seen.map((parts) => parts[name]).filter((value) => value !== undefined));
    return before[name] === now[name] && values.size >= LEAST;
  });
}

/** The values in which two requests differ. */
function differing(one: RecordedRequest, other: RecordedRequest): string[] {
  const [before, now] = [one, other].map(
    (request) =>
      new Map(
        partsOf(request).map(({ kind, at, value }) => [`${kind} ${at.join('.')}`, JSON.stringify(value)]),
      ),
  );
  const names = new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].filter((name) => before?.get(name) !== now?.get(name));
}

function partsOfAnswer(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { '': JSON.stringify(body) ?? '' };
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, JSON.stringify(value)]));
}
