import type { Generated } from 'kysely';

/** The tables of what the recorders of services tell. */
export interface RecorderTables {
  service_releases: {
    service: string;
    /** Empty where the recorder does not know it. */
    release: string;
    node: string;
    address: string | null;
    started_at: Generated<Date>;
    seen_at: Generated<Date>;
  };
  service_traffic: {
    service: string;
    release: string;
    method: string;
    /** Without what differs from request to request: `/orders/:id`. */
    route: string;
    minute: Date;
    requests: number;
  };
  undeclared_failures: {
    service: string;
    method: string;
    route: string;
    /** 0: the process ended before it answered. */
    status: number;
    error_class: string;
    message: string;
    release: string | null;
    /** The newest. */
    recording: Record<string, unknown>;
    times: number;
    first_at: Date;
    last_at: Date;
  };
}
