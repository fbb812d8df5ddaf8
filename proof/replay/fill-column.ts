import type pg from 'pg';
import type { Column, TableShape } from './table-shape.ts';

/** Plain values by PostgreSQL's category of a type. */
const PLAIN: Record<string, unknown> = { N: 0, S: '', B: false, A: [], I: '0.0.0.0', V: '0' };
/** Those that a check takes which refuses nought and nothing. */
const FILLED: Record<string, unknown> = { ...PLAIN, N: 1, S: 'x' };

/** Whether a column that nobody read holds nought and nothing, or what checks such as `seconds > 0` take. */
export type Fill = 'nothing' | 'something';

/**
 * A value for a column that must have one and that no recorded statement read. Of a unique one, a value that no row has. It is the same in each
 * sandbox of a proof, so that answers which show it can be compared: a day, and no moment.
 */
export async function fillFor(
  client: pg.Client,
  { target, keys }: TableShape,
  column: Column,
  fill: Fill = 'nothing',
): Promise<unknown> {
  const { name, type, category } = column;
  const unique = keys.some((key) => key.includes(name));
  if (type === 'uuid') return one(client, `select md5('x' || count(*))::uuid::text as value from ${target}`);
  if (category === 'E') return one(client, `select (enum_range(null::${type}))[1]::text as value`);
  if (category === 'D' || category === 'T') {
    return category === 'D' ? one(client, `select date_trunc('day', now())::${type}::text as value`) : '0';
  }
  if (/^jsonb?$/.test(type)) return {};
  if (!unique) return (fill === 'nothing' ? PLAIN : FILLED)[category] ?? '';
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (category === 'N') {
    return one(client, `select coalesce(max(${quoted}), 0) + 1 as value from ${target}`);
  }
  return one(client, `select 'x' || count(*) as value from ${target}`);
}

async function one(client: pg.Client, text: string): Promise<unknown> {
  const { rows } = await client.query<{ value: unknown }>(text);
  return rows[0]?.value;
}
