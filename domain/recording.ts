import { z } from 'zod';
import { Step } from './recording/step.ts';

export type { HttpStep, RedisStep, SqlStep } from './recording/step.ts';

/** Longest texts of a recording, in characters; the store keeps 16,000 of each. */
const LINE = 4_000;
const TEXT = 64_000;

/** W3C defines three: `traceparent`, `tracestate` and `baggage`. */
const MOST_TRACE_HEADERS = 10;
/** Node itself takes at most 2,000. */
const MOST_HEADERS = 200;
/** Errors of one failure with their causes; deeper chains are made by loops. */
const MOST_ERRORS = 20;
/** What one request asks outside; the recorder keeps fewer. */
const MOST_STEPS = 2_000;
/** Five of the same caller, and five of others. */
const MOST_BEFORE = 10;

const Headers = z
  .record(z.string().max(200), z.string().max(16_000))
  .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, `at most ${MOST_HEADERS} headers`);

export const RecordedRequest = z.object({
  method: z.string().min(1).max(20),
  /** With its query. */
  path: z.string().startsWith('/').max(8_000),
  headers: Headers.default({}),
  /** Parsed where it is JSON, else the text; absent: none, or longer than the recorder keeps. */
  body: z.unknown().optional(),
});
export type RecordedRequest = z.infer<typeof RecordedRequest>;

/** How a service failed: it answered with an error, ended, did not answer, or ran out of something. */
export const FailureKind = z.enum(['error', 'crash', 'hang', 'exhaustion']);
export type FailureKind = z.infer<typeof FailureKind>;

/** An error or one of its causes. */
const RecordedError = z.object({
  class: z.string().max(200).nullable().default(null),
  message: z.string().max(TEXT).default(''),
  stack: z.string().max(TEXT).nullable().default(null),
  /** False: the service did not catch it. Null: not known. */
  handled: z.boolean().nullable().default(null),
});
export type RecordedError = z.infer<typeof RecordedError>;

/** A request that came just before, or at the same time, and matters. */
const EarlierRequest = z.object({
  request: RecordedRequest,
  /** ISO 8601. */
  at: z.iso.datetime({ offset: true }),
  /** Milliseconds until its answer; null: it had none yet. Absent: not known. */
  took: z.number().nonnegative().nullable().optional(),
  steps: z.array(Step).max(MOST_STEPS).default([]),
  /** Of another caller, as far as is known: it is replayed only where the failure does not show without it. */
  byOther: z.boolean().optional(),
});
export type EarlierRequest = z.infer<typeof EarlierRequest>;

/** What is known of one failing request or crash, or of a good request of the same route. */
export const Recording = z.object({
  service: z.string().min(1).max(63),
  /** The same key of the same service counts once. */
  key: z.string().min(1).max(100),
  /** Null: Suture finds the declared fault by the marker, the method and the route. */
  faultCode: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,79}$/, 'capital letters, digits and underscores')
    .nullable()
    .default(null),
  kind: FailureKind.default('error'),
  /** The request, without what is secret; null: there was none, as in a crash of a timer. */
  request: RecordedRequest.nullable().default(null),
  /** What it was answered; null when it had no answer. */
  status: z.int().min(100).max(599).nullable().default(null),
  /** Who reports it: the recorder inside the service, what reads its log, or the SDK that the service has. */
  source: z.enum(['recorder', 'log', 'sentry', 'otlp', 'webhook', 'cloudwatch']).default('recorder'),
  route: z.string().startsWith('/').max(2_000),
  reason: z.string().min(1).max(1_000),
  logLine: z.string().max(LINE),
  latencyMs: z.number().nonnegative(),
  errorClass: z.string().max(200).nullable().default(null),
  message: z.string().max(TEXT).default(''),
  sqlstate: z.string().max(5).nullable().default(null),
  stack: z.string().max(TEXT).nullable().default(null),
  /** The error and its causes, newest first; empty: `errorClass`, `message` and `stack` are all that is known. */
  errors: z.array(RecordedError).max(MOST_ERRORS).default([]),
  /** The commit of the release that failed. */
  release: z.string().max(200).nullable().default(null),
  /** W3C trace headers of the request, by name. */
  trace: z
    .record(z.string().max(100), z.string().max(1_000))
    .refine(
      (headers) => Object.keys(headers).length <= MOST_TRACE_HEADERS,
      `at most ${MOST_TRACE_HEADERS} headers`,
    )
    .nullable()
    .default(null),
  /** When it failed; of a good request, when it was answered. */
  at: z.iso.datetime({ offset: true }),
  /** What the service answered; null: nothing, or not recorded. */
  response: z
    .object({
      status: z.int().min(100).max(599),
      headers: Headers.default({}),
      body: z.unknown().optional(),
    })
    .nullable()
    .default(null),
  /** What the code asked of databases, caches and upstreams, in order. */
  steps: z.array(Step).max(MOST_STEPS).default([]),
  before: z.array(EarlierRequest).max(MOST_BEFORE).default([]),
  /** Variables of the process whose values stand as `${env:NAME}` in the texts. */
  environmentNames: z.array(z.string().max(200)).max(500).default([]),
  /** Whether personal values were replaced by made-up ones of the same shape. */
  pseudonyms: z.boolean().default(false),
  /** Names of what did not fit: `steps`, `body`. */
  truncated: z.array(z.string().max(200)).max(100).default([]),
  /** Failures of the same kind that this one stands for, besides itself: a storm is folded before it is sent. */
  repeated: z.int().min(0).max(100_000_000).default(0),
  /** A good request, which shows what a right answer is; it is no failure. */
  good: z.boolean().default(false),
});
export type Recording = z.infer<typeof Recording>;
