import { expect, it } from 'vitest';
import type { Stage } from '../stage.ts';
import { overrunOf } from './overrun.ts';

type Lost = { database?: string; redis?: string; relay?: string };

function stageThat({ database, redis, relay }: Lost): Stage {
  const witness = (lost?: string) => ({ overrun: () => lost ?? null });
  return {
    database: { witness: witness(database) },
    redis: witness(redis),
    groups: [{ wayOut: { relay: witness() } }, { wayOut: { relay: witness(relay) } }],
  } as unknown as Stage;
}

it.each<[string, Lost, string[], string | null]>([
  ['all is followed', {}, ['read /etc/hosts'], null],
  ['there are too many statements', { database: 'too many' }, [], 'sent too many to the database'],
  ['there are too many commands', { redis: 'too many' }, [], 'sent too many to Redis'],
  ['there are too many hosts', { relay: 'too many' }, [], 'dialled too many'],
  ['the program inside lists no more', {}, ['more than can be listed'], 'did more than can be listed'],
])('says what no witness could follow when %s', (_, lost, did, said) => {
  expect(overrunOf(stageThat(lost), did)).toBe(said);
});
