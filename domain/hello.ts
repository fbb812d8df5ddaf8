import type { ServiceChecks } from './service-checks.ts';

/** What the recorder of a service says at its start and now and then. */
export interface Hello {
  service: string;
  /** The commit that runs; null where the recorder does not know it. */
  release: string | null;
  /** The version of Node. */
  node: string;
  /** Where it answers on its own machine, such as `http://127.0.0.1:3000`; null when the recorder does not know it. */
  address: string | null;
  /** Whether the service has just started. */
  started: boolean;
  /** Requests since the last hello. */
  requests: RouteCount[];
}

export interface RouteCount {
  method: string;
  /** Without what differs from request to request: `/orders/:id`. */
  route: string;
  requests: number;
}

/** Failures of one kind that no declared fault matches. */
export interface UndeclaredKind {
  method: string;
  route: string;
  status: number | null;
  errorClass: string | null;
  message: string;
  times: number;
  firstAt: Date;
  lastAt: Date;
}

/** What is known of a service that runs, from its recorder. */
export interface ServiceSigns {
  /** What Suture itself has checked. */
  checks: ServiceChecks;
  /** When its recorder said hello for the last time; null: never. */
  helloAt: Date | null;
  /** When it sent a failing request for the last time; null: never. */
  recordedAt: Date | null;
  /** The version of Node of the newest start. */
  node: string | null;
  /** Where the newest start answers on its own machine; null when its recorder does not know it. */
  address: string | null;
  /** The commit of the newest start; null when the recorder does not know it. */
  release: string | null;
  /** Requests of the last 24 hours. */
  requests: number;
  /** Occurrences of each declared fault, by its code. */
  occurrences: Record<string, number>;
  /** The newest first. */
  undeclared: UndeclaredKind[];
}
