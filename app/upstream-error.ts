/** Why an answer of the upstream cannot be used. */
export type UpstreamFailure = 'upstream_failure' | 'wrong_data';

/** The upstream was reached, but what it answered is no use; `reason` goes to the log line and to the caller. */
export class UpstreamError extends Error {
  readonly reason: UpstreamFailure;

  constructor(reason: UpstreamFailure, message: string) {
    super(message);
    this.name = 'UpstreamError';
    this.reason = reason;
  }
}
