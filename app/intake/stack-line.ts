import { Recording } from '../../domain/recording.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import { classOfStack } from '../../platform/parse-stack.ts';
import { hashed } from './kept-id.ts';
import type { LogEvent } from './subscription-record.ts';

/** Characters of an event that are looked at. */
const LONGEST = 64_000;
const KEPT = { message: 16_000, stack: 32_000, line: 2_000, name: 200, headers: 100 };
/** Objects within objects that may hold the error of a line in JSON. */
const DEEPEST = 4;
const FRAME = /^\s+at \S/m;
/** Where a stack begins in text: the line of the error's class. */
const HEAD = /^.*?((?:Uncaught )?[A-Z][\w$.]*(?:Error|Exception|Rejection)\b(?: \[[^\]\n]*\])?(?::.*)?)$/;
/** Levels of pino and bunyan from `error` on, and names of levels that are below. */
const ERROR_LEVEL = 50;
const BELOW_ERROR = /^(?:trace|silly|debug|verbose|http|info|notice|warn(?:ing)?|log)$/i;
/** The request of a verification is no failure of the service. */
const VERIFICATION = 'verification=1';

type Fields = Record<string, unknown>;

/**
 * A log event with a stack as a recording: lines of text, or an error in JSON as pino and winston write it.
 * @returns null: it has no stack, is no failure, or does not say which of several services it is of
 */
export function readStackLine(event: LogEvent, services: readonly ServiceRecord[]): Recording | null {
  const text = event.message.slice(0, LONGEST);
  if (!text.includes(' at ') || text.includes(VERIFICATION)) return null;
  const value = objectIn(text);
  const error = value ? errorIn(value, 0) : errorInText(text);
  if (!error || (value && isNoFailure(value))) return null;
  const service = serviceOf(event.group, value, services);
  if (!service) return null;
  const { method, path, headers, status } = value ? requestIn(value) : NO_REQUEST;
  const errorClass = error.class?.slice(0, KEPT.name) ?? classOfStack(error.stack);
  const message = error.message.slice(0, KEPT.message);
  const recording = Recording.safeParse({
    service: service.name,
    key: hashed(event.id),
    source: 'cloudwatch',
    request: path === null ? null : { method, path, headers },
    status,
    route: path?.split('?', 1)[0]?.slice(0, KEPT.line) ?? '/',
    reason: errorClass || 'error',
    logLine: `${errorClass ? `${errorClass}: ` : ''}${message}`.split('\n', 1)[0]?.slice(0, KEPT.line) ?? '',
    latencyMs: 0,
    errorClass,
    message,
    stack: error.stack.slice(0, KEPT.stack),
    at: event.at.toISOString(),
  });
  return recording.success ? recording.data : null;
}

function errorInText(text: string): { class: string | null; message: string; stack: string } | null {
  if (!FRAME.test(text)) return null;
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => FRAME.test(line));
  for (let at = first - 1; at >= 0; at -= 1) {
    const head = HEAD.exec(lines[at] ?? '')?.[1];
    if (!head) continue;
    const message = [head.replace(/^[^:]*:?\s*/, ''), ...lines.slice(at + 1, first)].join('\n');
    return { class: classOfStack(head), message, stack: [head, ...lines.slice(at + 1)].join('\n') };
  }
  return null;
}

/** The first object with a stack: `err` of pino, `error`, or the line itself, as winston writes it. */
function errorIn(
  value: Fields,
  depth: number,
): { class: string | null; message: string; stack: string } | null {
  const { stack, type, name, message, msg } = value;
  if (typeof stack === 'string' && FRAME.test(stack)) {
    const said = [message, msg].find((each) => typeof each === 'string');
    const isName = (text: unknown): text is string => typeof text === 'string' && /^[A-Z][\w$.]*$/.test(text);
    const plain = stack.split(/\n\s+at /, 1)[0]?.replace(/^[\w$.]+: /, '') ?? '';
    return {
      class: [type, name].find(isName) ?? null,
      message: depth > 0 && said ? String(said) : plain,
      stack,
    };
  }
  if (depth >= DEEPEST) return null;
  for (const inner of Object.values(value).slice(0, 50)) {
    const found = isFields(inner) ? errorIn(inner, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function isNoFailure({ level, severity, levelname, res }: Fields): boolean {
  if (isFields(res) && typeof res.statusCode === 'number' && res.statusCode < 500) return true;
  const said = level ?? severity ?? levelname;
  return typeof said === 'number' ? said < ERROR_LEVEL : typeof said === 'string' && BELOW_ERROR.test(said);
}

const NO_REQUEST = { method: 'GET', path: null, headers: {}, status: null };

/** As `pino-http` writes it, or a logger that was given the request. */
function requestIn({ req, request, res }: Fields) {
  const given = [req, request].find(isFields);
  const status = isFields(res) && typeof res.statusCode === 'number' ? res.statusCode : null;
  const path = [given?.url, given?.path].find(
    (each): each is string => typeof each === 'string' && each.startsWith('/') && each.length <= 8_000,
  );
  const texts = Object.entries(isFields(given?.headers) ? given.headers : {}).filter(
    (each): each is [string, string] => typeof each[1] === 'string',
  );
  return {
    method: typeof given?.method === 'string' ? given.method.toUpperCase() : 'GET',
    path: path ?? null,
    headers: Object.fromEntries(texts.slice(0, KEPT.headers)),
    status,
  };
}

/** The service that the line or its log group names; without a name the only one that is attached. */
function serviceOf(
  group: string,
  value: Fields | null,
  services: readonly ServiceRecord[],
): ServiceRecord | null {
  const said = [value?.service, value?.name, ...group.split(/[/:._]/)];
  const named = services.filter(({ name }) => said.includes(name));
  const chosen = named.length > 0 ? named : services;
  return chosen.length === 1 ? (chosen[0] ?? null) : null;
}

function objectIn(text: string): Fields | null {
  const start = text.indexOf('{');
  if (start < 0 || !text.trimEnd().endsWith('}') || text.slice(0, start).includes('\n')) return null;
  try {
    const value: unknown = JSON.parse(text.slice(start));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
