import { z } from 'zod';
import { FailureKind } from './recording.ts';
import { Severity } from './service-definition.ts';

/** A place of a stack, and the file of the repository that it is in. */
export const Frame = z.object({
  /** From the repository's root where it is known; else as the stack names it. */
  file: z.string(),
  function: z.string().nullable(),
  line: z.int().nullable(),
  /** Whether it is the service's own code. */
  inApp: z.boolean(),
  /** Whether `file` is a file of the repository. */
  mapped: z.boolean(),
  /** Why it is not in the service's code, or has no file, or how the file was found where no map says; null: it is and has. */
  why: z.string().nullable(),
});
export type Frame = z.infer<typeof Frame>;

/** `ERR_` and the first twelve hexadecimal digits of the fingerprint. */
export const DISCOVERED_CODE = /^ERR_[0-9A-F]{12}$/;

/** A fault that no definition declares: made from the errors that arrive. */
export const DiscoveredFault = z.object({
  service: z.string(),
  code: z.string().regex(DISCOVERED_CODE),
  title: z.string(),
  kind: FailureKind,
  severity: Severity,
  method: z.string().nullable(),
  route: z.string(),
  /** What every way of reporting knows of it; two reports with one base may be one fault. */
  base: z.string().default(''),
  /** Where it counts, the route; null: the place in the code decides. */
  routeTemplate: z.string().nullable().default(null),
  /** SQLSTATE and the masked statement; null: not known. */
  sql: z.string().nullable().default(null),
  /** Who reported it first. */
  source: z.string().default('recorder'),
  /** What the fingerprint was made of, a part each. */
  reason: z.array(z.object({ part: z.string(), value: z.string() })),
  frames: z.array(Frame),
  /** Files of the in-app frames that a fix may change; empty: none is known. */
  allowedFiles: z.array(z.string()),
  /** What the recordings lack for a replay, a sentence each. */
  missing: z.array(z.string()),
});
export type DiscoveredFault = z.infer<typeof DiscoveredFault>;
