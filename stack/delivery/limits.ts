/** How long each thing may take and how much is kept; times in milliseconds. */
export interface DeliveryLimits {
  /** How long a request waits for a release. */
  hold: number;
  maxHeld: number;
  healthDeadline: number;
  stageTimeout: number;
  /** How long a replaced release may work on its last requests. */
  drain: number;
  grace: number;
  poll: number;
  previousReleases: number;
  keptRuns: number;
  releaseLogBytes: number;
  /** Pauses before a run is tried again whose end was not the commit's fault; then it is reported as failed. */
  triesAgain: number[];
}

export const DEFAULT_LIMITS: DeliveryLimits = {
  hold: 15_000,
  maxHeld: 2_000,
  healthDeadline: 20_000,
  stageTimeout: 600_000,
  // Longer than the slowest probe may take.
  drain: 100_000,
  grace: 10_000,
  poll: 1_000,
  previousReleases: 3,
  keptRuns: 50,
  releaseLogBytes: 1024 * 1024,
  // Six minutes together: a database that restarts, a disk that somebody tidies.
  triesAgain: [1_000, 2_000, 5_000, 10_000, 20_000, ...Array(10).fill(30_000)],
};
