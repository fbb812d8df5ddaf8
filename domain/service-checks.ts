import { z } from 'zod';
import { CHECK_PARTS } from './check/step.ts';
import type { CompleteDefinition } from './detection/complete-definition.ts';

/** What is known of a service at a commit, from its `suture.yaml` and its files. */
export interface Detection {
  commit: string;
  /** ISO 8601. */
  at: string;
  /** A line each: `Start`, `node server.js`. */
  found: { what: string; value: string }[];
}

/** How the last `suture check` ended that was reported. */
export const ReportedCheck = z.object({
  commit: z.string().max(64),
  ok: z.boolean(),
  parts: z
    .array(
      z.object({
        part: z.enum(CHECK_PARTS),
        state: z.enum(['passed', 'failed', 'left_out', 'not_run']),
        message: z.string().max(2_000),
      }),
    )
    .max(CHECK_PARTS.length),
});
export type ReportedCheck = z.infer<typeof ReportedCheck>;

export interface ServiceChecks {
  /** When its definition was read, or could not be. */
  readAt: Date | null;
  detection: Detection | null;
  /** `at`: ISO 8601. */
  check: (ReportedCheck & { at: string }) | null;
}

/** What a proof of the service would use, as lines for a person. */
export function describeDefinition(complete: CompleteDefinition): Detection['found'] {
  const { database, redis } = complete;
  const rows: [string, string | null][] = [
    ['Folder', complete.root || null],
    ['Node', complete.node],
    ['Build', lineOf(complete.build)],
    ['Start', lineOf(complete.start)],
    ['Health', complete.health],
    ['Types', lineOf(complete.typecheck)],
    ['Tests', lineOf(complete.test)],
    ['Database', database && `PostgreSQL by ${database.variable}`],
    ['Tables', database && (lineOf(database.migrate) ?? (database.sql.join(', ') || null))],
    ['Redis', redis && `by ${redis.variable}`],
    ['OpenAPI', complete.openapi],
  ];
  return rows.flatMap(([what, value]) => (value ? [{ what, value }] : []));
}

function lineOf(command: string[] | null): string | null {
  return command && (command[0] === 'sh' && command[1] === '-c' ? (command[2] ?? '') : command.join(' '));
}
