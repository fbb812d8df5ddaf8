import type { Service } from '../service.ts';

/** The delivery of each service. */
export interface Deliveries {
  of(service: Service): Delivery;
}

/** What runs in production now, asked without trusting the callback. */
export interface Delivery {
  readonly name: string;
  /** The commit of the release that takes the traffic, as the service itself reports it (`release` in its definition); null when it does not. */
  liveBuild(): Promise<string | null>;
  /**
   * How many requests of a route each release answered since a time, by its commit; at least so many. Requests that only
   * verify are left out. Null where nothing counts them, or has not counted since then.
   * @param method only requests with it, where methods are told apart; null: any
   */
  served(route: string, since: Date, method?: string | null): Promise<Record<string, number> | null>;
  /**
   * How the pipeline judged a commit, for the case that its callback is lost.
   * `unknown` when the delivery has no record of it, or cannot be asked.
   */
  outcome(commit: string): Promise<{
    status: 'pending' | 'success' | 'failure' | 'unknown';
    runUrl: string | null;
    /** What failed; for `pending`, why it takes so long. */
    detail: string;
    /** Whose fault a failure is; the commit's unless given. */
    cause?: 'commit' | 'surroundings' | undefined;
  }>;
}
