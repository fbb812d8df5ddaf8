import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asked } from './asked.ts';
import { maskRoute } from './mask-route.ts';
import type { Place } from './place-of.ts';
import { createPlaces, placeOfStep, type RoutePlaces } from './route-places.ts';

/** What is kept of one request at most: what it asked outside, and characters of texts and rows together. */
const MOST_STEPS = 200;
const MOST_CHARACTERS = 1_000_000;
/** Errors that are kept of one request. */
const MOST_ERRORS = 10;
/** Characters of log text that are kept of a request. */
const LONGEST_LOG = 4_000;

/** A request under way. */
export interface Underway {
  request: Pick<IncomingMessage, 'method' | 'headers' | 'socket'>;
  /** Null once it is sent and not needed any more. */
  response: ServerResponse | null;
  /** What was answered, and after how many milliseconds; null until then. */
  status: number | null;
  took: number | null;
  /** As the client sent it: routers that are mounted below a path change that of the request, and some answer before they put it back. */
  url: string;
  /** The method and the route as far as the path shows it: `GET /orders/:id`. */
  name: string;
  /** The route as the framework has it; null: it does not say, or not yet. */
  route: string | null;
  /** Koa's context or hapi's request, which know the route once it is matched. */
  context: { _matchedRoute?: unknown; route?: { path?: unknown; method?: unknown } } | null;
  /** Where the code asks for what a pool will send later. */
  asking: Place | null;
  /** By `performance.now()`, and by the clock. */
  since: number;
  at: number;
  /** What the client sent, and its size in bytes; more than is kept: the body is not recorded. */
  sent: Buffer[];
  sentBytes: number;
  /** What the service answered, where its answer is kept. */
  answered: Buffer[];
  answeredBytes: number;
  keepsAnswer: boolean;
  /** The last error that a framework handed on or nobody caught, that was logged, that a database or upstream gave. */
  thrown: unknown;
  logged: unknown;
  refused: unknown;
  errors: unknown[];
  /** Something was thrown that an answer names which is a success for HTTP. */
  failed: boolean;
  /** Where the code answered 5xx. */
  answeredAt: Place | null;
  log: string;
  steps: Asked[];
  /** Of its route; null: too many routes. */
  places: RoutePlaces | null;
  /** Characters that steps may still take. */
  room: number;
  truncated: Set<string> | null;
  /** Connections of a pool that it waits for now. */
  waits: number;
  reported: boolean;
}

/** Finds the request that the code under way works for. */
export interface Requests {
  storage: AsyncLocalStorage<Underway | undefined>;
  /** All requests without an answer. */
  underway: Set<Underway>;
  /** How many of them have their answers kept in any case. */
  keeping: number;
  /** Whose work has just been left by an exception that nothing has caught yet. */
  left: Underway | null;
  placesOf: ReturnType<typeof createPlaces>;
}

export function createRequests(): Requests {
  return {
    storage: new AsyncLocalStorage(),
    underway: new Set(),
    keeping: 0,
    left: null,
    placesOf: createPlaces(),
  };
}

export function begin({ placesOf }: Requests, request: IncomingMessage, response: ServerResponse): Underway {
  const { method = 'GET', url = '/' } = request;
  const name = `${method} ${maskRoute(url)}`;
  return {
    request,
    response,
    status: null,
    took: null,
    url,
    name,
    route: null,
    context: null,
    asking: null,
    places: placesOf(name),
    since: performance.now(),
    at: Date.now(),
    sent: [],
    sentBytes: 0,
    answered: [],
    answeredBytes: 0,
    keepsAnswer: false,
    thrown: null,
    logged: null,
    refused: null,
    errors: [],
    failed: false,
    answeredAt: null,
    log: '',
    steps: [],
    room: MOST_CHARACTERS,
    truncated: null,
    waits: 0,
    reported: false,
  };
}

/**
 * Calls back for a request: a connection calls in the context in which it was opened. Where the work throws, Node has gone back to that
 * context before it tells of the crash.
 */
export function callBack<Result>(requests: Requests, one: Underway, work: () => Result): Result {
  let isLeft = true;
  try {
    const result = requests.storage.run(one, work);
    isLeft = false;
    return result;
  } finally {
    // Caught and thrown again, an error would be printed with the line of this file.
    if (isLeft) {
      requests.left = one;
      queueMicrotask(() => {
        requests.left = null;
      });
    }
  }
}

/** Keeps the answer of a request, with any status. */
export function keepAnswerOf(requests: Requests, one: Underway): void {
  if (one.keepsAnswer) return;
  one.keepsAnswer = true;
  requests.keeping += 1;
}

/**
 * Lets go of what Node and a framework keep of a request that has its answer: promises, timers and connections that it left
 * lead to it, for as long as they live.
 */
export function release(one: Underway): void {
  if (!one.response) return;
  one.status = one.response.statusCode;
  one.took = Math.round(performance.now() - one.since);
  // What failed may be sent later.
  if (one.reported) return;
  const { method, headers, socket } = one.request;
  one.request = { method, headers, socket };
  one.response = null;
  one.context = null;
}

/** Keeps what the request asks outside; false where no more is kept. */
export function addStep(one: Underway, step: Asked, characters: number): boolean {
  if (one.steps.length >= MOST_STEPS || one.room < characters) {
    nameCut(one, 'steps');
    return false;
  }
  one.room -= characters;
  step.place = one.asking ?? placeOfStep(one.places, one.steps.length, whatOf(step), addStep);
  one.steps.push(step);
  return true;
}

/** What a step asks, without what differs from request to request. */
function whatOf(step: Asked): string {
  return step.kind === 'sql' ? step.text : step.kind === 'redis' ? step.command : step.method;
}

/** Names what did not fit. */
export function nameCut(one: Underway, name: string): void {
  one.truncated ??= new Set();
  one.truncated.add(name);
}

/** How an error came to be known; what was handed on says more than what was logged. */
export type Seen = 'thrown' | 'logged' | 'refused';

export function noteError(one: Underway | undefined, seen: Seen, error: unknown): void {
  if (!one || error === null || error === undefined) return;
  one[seen] = error;
  if (one.errors.length < MOST_ERRORS && !one.errors.includes(error)) one.errors.push(error);
}

export function noteLog(one: Underway | undefined, text: string): void {
  if (one && one.log.length < LONGEST_LOG) one.log += `${text.slice(0, LONGEST_LOG)}\n`;
}
