import { describe, expect, it } from 'vitest';
import type { Reproduction } from '../../domain/ports/prover.ts';
import { ownWork } from './own-work.ts';
import { fieldRecording } from './testing.ts';

const UPDATE = 'UPDATE recipes SET title = $1';
const statement = (text: string) => ({
  text,
  count: 1,
  outcome: 'completed',
  sqlstate: null,
  maxLatencyMs: 1,
});
const reproduction = {
  observations: {
    statements: [statement('SELECT title FROM recipes'), statement(UPDATE)],
    upstreams: [{ name: 'prices', calls: 1 }],
  },
} as unknown as Reproduction;
const update = { kind: 'sql', text: UPDATE };
const before = [{ request: { method: 'GET', path: '/recipes' }, at: '2026-11-29T10:00:00.000Z' }];

function asked(more: object): { statements: string[]; upstreams: string[] } {
  const recording = fieldRecording({ request: { method: 'PUT', path: '/recipes/2' }, ...more });
  const { statements, upstreams } = ownWork(reproduction, recording).observations;
  return { statements: statements.map(({ text }) => text), upstreams: upstreams.map(({ name }) => name) };
}

describe('a later request has to do', () => {
  const all = { statements: ['SELECT title FROM recipes', UPDATE], upstreams: ['prices'] };

  it('what was seen, where the failing one came alone', () => {
    expect(asked({ steps: [update] })).toEqual(all);
  });

  it('its own work, and not that of requests before it', () => {
    expect(asked({ steps: [update], before })).toEqual({ statements: [UPDATE], upstreams: [] });
  });

  it('nothing that is known, where the failing one did nothing, such as one that got no connection', () => {
    expect(asked({ kind: 'exhaustion', steps: [], before })).toEqual({ statements: [], upstreams: [] });
  });

  it('nothing that is known, where the failing one met another of itself, which may have left its answer', () => {
    const free = { kind: 'sql', text: 'SELECT id FROM transfers WHERE key = $1', values: ['k'], rows: [] };
    const taken = {
      kind: 'sql',
      text: 'INSERT INTO transfers (key) VALUES ($1)',
      values: ['k'],
      error: { code: '23505', message: 'duplicate key' },
    };
    expect(asked({ steps: [free, taken] })).toEqual({ statements: [], upstreams: [] });
  });

  it('what was seen before the answer, where the service ended after it', () => {
    const response = { status: 201, headers: {}, body: { id: 2 } };
    expect(asked({ kind: 'crash', response, steps: [update] })).toEqual({ ...all, upstreams: [] });
  });
});
