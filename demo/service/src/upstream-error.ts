/** Why an answer of the upstream cannot be used. */
export type UpstreamFailure = 'upstream_failure' | 'wrong_data';

/** The upstream answered, but the answer cannot be used. The log line and the response show the reason. */
export class UpstreamError extends Error {
  readonly reason: UpstreamFailure;

  constructor(reason: UpstreamFailure, message: string) {
    super(message);
    this.name = 'UpstreamError';
    this.reason = reason;
  }
}
