import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { ServiceRecord } from '../../domain/service.ts';
import { ServiceDefinition } from '../../domain/service-definition.ts';
import type { Database } from '../database.ts';

/** How a key of intake is kept; the table alone does not allow anyone to send with it. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export function toServiceRecord(row: Selectable<Database['services']>): ServiceRecord {
  return {
    ...row.attachment,
    name: row.name,
    // An older version may have written it, without the entries that are new since.
    definition: row.definition && ServiceDefinition.parse(row.definition),
    definitionCommit: row.definition_commit,
    problem: row.problem,
    attachedAt: row.attached_at,
  };
}
