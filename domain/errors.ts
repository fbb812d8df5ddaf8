import { type ErrorType, entryOf } from './error-types.ts';

/** What a {@link SutureError} carries besides its type and message. */
export interface SutureErrorOptions {
  /** Whether the same call may succeed later without a change by anybody. Absent: as the table of types says. */
  retryable?: boolean;
  /** The earliest time of the next try, in milliseconds from now, where the other side named it. */
  retryAfterMs?: number;
  /** Expected in normal operation: not worth an alarm. */
  benign?: boolean;
  /** Data for programs; JSON values only. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error that crosses a port. `type` is stable and meant for programs: one of the table in
 * `domain/error-types.ts`. `message` is for a person and says what to do next.
 */
export class SutureError extends Error {
  readonly type: ErrorType;
  readonly retryable: boolean;
  readonly benign: boolean;
  readonly retryAfterMs: number | null;
  readonly details: Record<string, unknown>;

  constructor(type: ErrorType, message: string, options: SutureErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'SutureError';
    this.type = type;
    this.retryable = options.retryable ?? entryOf(type).retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.benign = options.benign ?? false;
    this.details = options.details ?? {};
  }
}
