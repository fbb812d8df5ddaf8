import type { DetectedService } from '../../domain/detection/detect-service.ts';
import type { Finding } from '../../domain/detection/source-tree.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';

/** What was found of a service: a line each, with the sign by which it was found. */
export function describeDetected(found: DetectedService, { width, colours }: Terminal): string[] {
  const { build, start, typecheck, test } = found.commands;
  const migrations = found.database?.value.migrations;
  const tables =
    migrations &&
    ('command' in migrations.value ? migrations.value.command : migrations.value.sql.join(', '));
  const rows: [string, Finding<unknown> | null, string?][] = [
    ['Packages', found.packageManager, found.packageManager?.value.name],
    ['Node', found.node],
    ['Framework', found.framework],
    ['Build', build],
    ['Start', start],
    ['Health', found.health],
    ['Types', typecheck],
    ['Tests', test],
    ['Database', found.database, 'PostgreSQL'],
    ['Tables', migrations ?? null, tables ?? ''],
    ['Redis', found.redis, found.redis?.value ?? 'yes'],
    ['OpenAPI', found.openapi],
  ];
  return table(
    rows.map(([name, finding, text]) => [
      { text: name },
      { text: finding ? (text ?? String(finding.value)) : 'not found' },
      { text: finding?.because ?? '', paint: colours.dim },
    ]),
    width,
  );
}
