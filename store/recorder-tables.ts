import type { Generated, GeneratedAlways } from 'kysely';
import type { DiscoveredFault } from '../domain/discovered.ts';
import type { Recording } from '../domain/recording.ts';

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
  recordings: {
    id: GeneratedAlways<number>;
    service: string;
    /** Null for a good request. */
    fault_code: string | null;
    incident_id: string | null;
    route: string;
    good: boolean;
    release: string | null;
    at: Date;
    body: Recording;
  };
  discovered_faults: {
    service: string;
    code: string;
    fault: DiscoveredFault;
    merged_into: string | null;
    split: Generated<boolean>;
    first_at: Generated<Date>;
  };
  /** The paths of the commit at which the definition was read. */
  service_files: { service: string; commit: string; files: string[] };
}
