/** What a {@link SutureError} carries besides its sentence. */
export interface SutureErrorOptions {
  /** Whether the same call may succeed later without anyone changing anything. */
  retryable?: boolean;
  /** When to try again at the soonest, in milliseconds from now, where the other side has said so. */
  retryAfterMs?: number;
  /** Expected in normal operation: not worth an alarm. */
  benign?: boolean;
  /** What a program may want to read; JSON values only. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error type that crosses a port. `type` is stable and meant for programs
 * (`head_moved`, `not_reproduced`); `message` is for a person and says what to do next.
 */
export class SutureError extends Error {
  readonly type: string;
  readonly retryable: boolean;
  readonly benign: boolean;
  readonly retryAfterMs: number | null;
  readonly details: Record<string, unknown>;

  constructor(type: string, message: string, options: SutureErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'SutureError';
    this.type = type;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.benign = options.benign ?? false;
    this.details = options.details ?? {};
  }
}
