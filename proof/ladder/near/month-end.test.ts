import { expect, it } from 'vitest';
import { fieldRecording } from '../../replay/testing.ts';
import { endsBeforeMonth } from './month-end.ts';

const recorded = (values: string[], code = '22008') =>
  fieldRecording({
    steps: [
      {
        ...{ kind: 'sql', text: 'SELECT sum(cents) FROM expenses WHERE day BETWEEN $1 AND $2', values },
        error: { code, message: 'date/time field value out of range' },
      },
    ],
  });
const FEBRUARY = recorded(['2024-02-01', '2024-02-31']);

it.each([
  ['an earlier day', FEBRUARY, 200, ['2024-02-01', '2024-02-28'], true],
  ['the last day', FEBRUARY, 200, ['2024-02-01', '2024-02-29'], false],
  ['the last moment of it', FEBRUARY, 200, ['2024-02-01', '2024-02-29T23:59:59'], false],
  ['the first of the next month', FEBRUARY, 200, ['2024-02-01', '2024-03-01'], false],
  ['its first day alone', FEBRUARY, 200, ['2024-02-01'], false],
  ['nothing, and is refused', FEBRUARY, 400, [], false],
  [
    'an earlier day, where the database objected to another value',
    recorded(['x'], '22007'),
    200,
    ['2024-02-28'],
    false,
  ],
])('judges a month that is now asked for up to %s', (_, recording, status, values, isCut) => {
  const found = endsBeforeMonth(recording, { status, bound: [values] });
  expect(found).toEqual(isCut ? expect.stringContaining('ends on day 29') : null);
});
