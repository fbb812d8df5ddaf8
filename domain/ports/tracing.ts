/** Where a trace is, as it travels between programs: W3C headers by name (https://www.w3.org/TR/trace-context). */
export type TraceContext = Record<string, string>;

export type SpanAttributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  /** What it continues; absent: the span under way here, or a trace of its own. */
  parent?: TraceContext | undefined;
  attributes?: SpanAttributes;
  /** `server` for a request that was received. */
  kind?: 'server' | 'internal';
}

/** A span under way. */
export interface OpenSpan {
  set(attributes: SpanAttributes): void;
  /** The same for its name, where it is known only later. */
  rename(name: string): void;
  fail(message: string): void;
}

/** Follows one failing request through everything that it causes. All of it does nothing where it is off. */
export interface Tracing {
  readonly name: string;
  /** Runs work as a span; what the work throws fails the span and is thrown on. */
  span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  /**
   * A span of the past, times in milliseconds since the epoch; `failure` says why it failed.
   * @returns what its children continue; null where tracing is off
   */
  past(
    name: string,
    times: { from: number; to: number },
    options: SpanOptions & { failure?: string },
  ): TraceContext | null;
  /** The span under way, to be kept and continued elsewhere; null where there is none. */
  context(): TraceContext | null;
  /** The id of the trace under way, for the lines of a log. */
  traceId(): string | undefined;
  /** Sends what is left. Never throws. */
  close(): Promise<void>;
}
