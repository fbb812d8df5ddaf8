import type { Frame } from '../discovered.ts';
import type { FailureKind } from '../recording.ts';
import { shortHash } from './hash.ts';
import { maskStatement } from './mask-statement.ts';
import { maskText } from './mask-text.ts';
import { routeTemplate } from './route-template.ts';
import { stablePath } from './stable-path.ts';

/** What is known of a failure when it arrives. */
export interface Failure {
  service: string;
  kind: FailureKind;
  /** As the SDK names it: `TypeError`, or the code of an error where it names that. */
  errorClass: string | null;
  message: string;
  sqlstate: string | null;
  /** The statement that failed. */
  statement: string | null;
  /** A framework's template, or the path. */
  route: string;
  status: number | null;
  /** Of the error that was thrown, the throwing frame first. */
  frames: readonly Frame[];
}

export interface Fingerprint {
  /** `ERR_` and twelve hexadecimal digits. */
  code: string;
  /** Of what every way of reporting knows: without the statement and the route. */
  base: string;
  route: string | null;
  /** SQLSTATE and statement; null: not known, or it was no statement. */
  sql: string | null;
  /** What it was made of, for a person. */
  reason: { part: string; value: string }[];
}

/** States of one mistake, which the request decides between. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const FAMILIES = [
  // A value that its type cannot hold: no number, or too large a one, no date, or none of the calendar.
  { name: 'unreadable value', states: new Set(['22P02', '22003', '22007', '22008']) },
  { name: 'negative limit or offset', states: new Set(['2201W', '2201X']) },
];
/** Frames that count, from the throwing one on: what is further out says who called. */
const MOST_FRAMES = 5;
/** A code where a class is expected, as OpenTelemetry reports it. */
const CODE = /^(?:E[A-Z0-9_]{3,}|ERR_[A-Z0-9_]+|\d[0-9A-Z]{4}|[0-9A-Z]{2}\d{3}|UND_ERR_[A-Z_]+)$/;
/** Classes that say only that it is an error. */
const PLAIN = /^(?:error|Error|DatabaseError|PostgresError|Exception|AggregateError)$/;
const SYSTEM_CODE =
  /\b(E(?:CONN[A-Z]+|TIMEDOUT|PIPE|ADDR[A-Z]+|MFILE|NFILE|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|ACCES|NOENT|PERM|EXIST|NOTDIR|ISDIR)|UND_ERR_[A-Z_]+)\b/;

/**
 * Groups failures by the mistake that they show: the same mistake seen through a hundred requests has one code, two mistakes
 * on one route have two. Lines, versions, values, machines and the way of reporting do not count.
 */
export function fingerprintOf(failure: Failure): Fingerprint {
  const { service, kind, frames } = failure;
  const own = uniquePlaces(frames).slice(0, MOST_FRAMES);
  const errorClass = classOf(failure);
  const parts = [
    { part: 'service', value: service },
    { part: 'kind', value: kind },
    ...(errorClass ? [{ part: 'class', value: errorClass }] : []),
    ...own.map((value) => ({ part: 'frame', value })),
  ];
  if (own.length === 0) {
    const masked = maskText(failure.message);
    if (masked && kind !== 'hang') parts.push({ part: 'message', value: masked });
    else if (failure.status !== null && kind === 'error') {
      parts.push({ part: 'status', value: String(failure.status) });
    }
  }
  const base = shortHash(parts.map(({ part, value }) => `${part}\n${value}`).join('\n\n'));
  // Several handlers without a name may share a file: the route tells them apart. A named place is the same on any route.
  const isNamed = own[0] !== undefined && !own[0].endsWith(' <anonymous>');
  const route = isNamed || kind === 'exhaustion' ? null : routeTemplate(failure.route);
  const sql = sqlOf(failure);
  const rest = [
    ...(route === null ? [] : [{ part: 'route', value: route }]),
    ...(sql === null ? [] : [{ part: 'statement', value: sql }]),
  ];
  const code = `ERR_${shortHash([base, route, sql].join('\n\n'))}`;
  return { code, base, route, sql, reason: [...parts, ...rest] };
}

/** File and function of each in-app frame, each once, since recursion is as deep as its input. */
function uniquePlaces(frames: readonly Frame[]): string[] {
  const places = frames
    .filter(({ inApp }) => inApp)
    .map(
      (frame) => `${frame.mapped ? frame.file : stablePath(frame.file)} ${frame.function ?? '<anonymous>'}`,
    );
  return [...new Set(places)];
}

/** What of a message counts: all that is no value where no place does, else the code of the system's error that it names. */
export function countedOfMessage(message: string, frames: readonly Frame[]): string {
  const code = SYSTEM_CODE.exec(message.slice(0, 2_000))?.[1] ?? '';
  return frames.some(({ inApp }) => inApp) ? code : `${code} ${maskText(message)}`;
}

/** The class that every way of reporting agrees on; null: it says only that it is an error. */
function classOf({ errorClass, message }: Failure): string | null {
  const system = SYSTEM_CODE.exec(errorClass ?? '')?.[1] ?? SYSTEM_CODE.exec(message.slice(0, 2_000))?.[1];
  if (system) return system;
  if (errorClass === null || CODE.test(errorClass) || PLAIN.test(errorClass)) return null;
  return errorClass.slice(0, 200);
}

function sqlOf({ sqlstate, statement, errorClass }: Failure): string | null {
  const state = sqlstate ?? (errorClass && /^(?=.*\d)[0-9A-Z]{5}$/.test(errorClass) ? errorClass : null);
  const masked = statement === null ? null : maskStatement(statement);
  const family = FAMILIES.find(({ states }) => state !== null && states.has(state));
  const counted = family?.name ?? state;
  return counted === null && masked === null ? null : `${counted ?? ''} ${masked ?? ''}`.trim();
}
