import { expect, it } from 'vitest';
import { Recording } from '../../domain/recording.ts';
import { isEncodedWrong } from './encoded-wrong.ts';

const judged = (message: string, values: unknown[], code = '22P02') =>
  isEncodedWrong(
    Recording.parse({
      ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
      at: '2026-11-30T10:00:00.000Z',
      steps: [
        { kind: 'sql', text: 'INSERT INTO settings VALUES ($1, $2)', values, error: { code, message } },
      ],
    }),
  );

it('knows a list that the driver wrote as an array of PostgreSQL where JSON is stored', () => {
  expect(judged('invalid input syntax for type json', ['cc', ['a@b.example']])).toBe(true);
  expect(judged('invalid input syntax for type jsonb', ['cc', []])).toBe(true);
});

it.each([
  ['a text, which may be no JSON', 'invalid input syntax for type json', ['cc', '{']],
  ['another type', 'invalid input syntax for type uuid: "{a}"', ['cc', ['a']]],
])('says nothing of %s', (_, message, values) => {
  expect(judged(message, values)).toBe(false);
});

it('says nothing where nothing is recorded', () => {
  expect(isEncodedWrong(null)).toBe(false);
});
