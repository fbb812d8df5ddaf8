import type { Failure } from '../../domain/evidence.ts';
import type { KnownFailure } from '../replay/judge-answer.ts';

/** Whether an answer is of the kind that the failure asks for. */
export interface RightKind {
  /** Why it is not, a sentence; null: it is, or a person decides. */
  wrong: string | null;
  /** How it was decided, for who reads the verdict. */
  detail: string;
}

export interface JudgedAnswer {
  status: number;
  known: KnownFailure;
  failures: Pick<Failure, 'sqlstate'>[];
  /** Statuses from 400 to 499 that the service's code names. */
  used: number[];
  /** Those that its OpenAPI document names for the request. */
  described?: number[];
}

/** Refusals that say something about the input. */
const OF_INPUT = [400, 404, 409, 410, 413, 414, 416, 422];
/** Those that have a meaning to callers, of RFC 9110 and RFC 6585. */
const KNOWN = [...OF_INPUT, 401, 402, 403, 405, 406, 411, 412, 415, 417, 424, 428, 429, 431, 451];
/** Those that a conflict may have where a service knows no 409. */
const OF_CONFLICT = [400, 409, 422];

/**
 * Judges which kind of answer is right: a conflict is refused with 409, bad input with the 4xx that the service uses elsewhere, an
 * upstream that failed is named with 502, 503 or 504; everything else is the work done. What two kinds fit is left to a person.
 */
export function rightKind({
  status,
  known,
  failures,
  used: written,
  described = [],
}: JudgedAnswer): RightKind {
  const used = [...written, ...described];
  const elsewhere = described.includes(status)
    ? ', as its OpenAPI document names it'
    : asElsewhere(status, used);
  const sqlstate = failures.find((failure) => failure.sqlstate)?.sqlstate ?? null;
  const held = (detail: string): RightKind => ({ wrong: null, detail });
  const isRefusal = status >= 400 && status < 500;
  if (known.upstreamFailed && status >= 502) {
    return held(`an upstream failed, and the answer ${status} says so`);
  }
  if (status >= 500) return held(`the service answers ${status} in place of ending`);
  if (known.answered !== null)
    return held(`the answer ${status} is the one that went out before the service ended`);
  if (!isRefusal) return held(`the request is answered with ${status}`);
  if (sqlstate === '23505' || sqlstate === '23P01') {
    if (status === 409) return held('a value that is taken is a conflict, which is answered with 409');
    return OF_CONFLICT.includes(status)
      ? held(`a value that is taken is answered with ${status}; 409 is usual: decide which it should be`)
      : { wrong: `a value that is taken is answered with ${status}, which names no conflict`, detail: '' };
  }
  if (known.inUse && [404, 410].includes(status)) {
    return {
      wrong: `what others still refer to is answered with ${status}, as if it were not there`,
      detail: '',
    };
  }
  if (sqlstate && /^2[23]/.test(sqlstate)) {
    if (!OF_INPUT.includes(status)) {
      return {
        wrong: `input that the database refuses is answered with ${status}, which says nothing of it`,
        detail: '',
      };
    }
    return held(
      `the database objects to the input (${sqlstate}), which is refused with ${status}${elsewhere}`,
    );
  }
  if (!KNOWN.includes(status) && !used.includes(status)) {
    return {
      wrong: `the request is refused with ${status}, which names no refusal that callers know`,
      detail: '',
    };
  }
  return held(
    `the request is refused with ${status}${elsewhere}; nobody said that it is wrong: decide whether it should be refused, or its work done`,
  );
}

/** Whether the service refuses other input in the same way. */
function asElsewhere(status: number, used: number[]): string {
  const others = [...new Set(used)].filter((one) => one !== status && [400, 422].includes(one));
  if (used.includes(status)) return ', as its code does elsewhere';
  return others.length > 0
    ? `; its code refuses other input with ${others.join(' and ')}: decide which it should be`
    : '';
}

/** Names by which frameworks and libraries of errors call a status: `createError.Conflict`, `Boom.badRequest`, `NotFoundException`. */
const NAMES: [RegExp, number][] = [
  [/bad_?request/i, 400],
  [/unauthori[sz]ed/i, 401],
  [/forbidden/i, 403],
  [/not_?found/i, 404],
  [/conflict/i, 409],
  [/gone(?:exception|error)?$/i, 410],
  [/(?:payload|content)_?too_?large/i, 413],
  [/unprocessable|bad_?data|validation_?(?:error|exception|failed)/i, 422],
];

/** The statuses from 400 to 499 that a text of code names, by number or by name. */
export function statusesIn(text: string): number[] {
  const found = new Set<number>();
  for (const [, number] of text.matchAll(/(?<![\w.])(4\d\d)(?![\w.])/g)) found.add(Number(number));
  for (const [word] of text.matchAll(/\b[A-Za-z_]{4,40}\b/g)) {
    for (const [name, status] of NAMES) if (name.test(word)) found.add(status);
  }
  return [...found].sort((one, other) => one - other);
}
