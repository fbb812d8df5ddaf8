import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { written } from './written.ts';

it('waits until a slow reader has taken all of a long answer', async () => {
  const taken: string[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      setImmediate(() => {
        taken.push(String(chunk));
        done();
      });
    },
  });
  slow.write('first');
  slow.write('second');
  await written(slow);
  expect(taken.join('')).toBe('firstsecond');
});

it('does not wait for a reader that is gone', async () => {
  const closed = new Writable();
  closed.on('error', () => {});
  closed.destroy();
  await written(closed);
  expect(closed.destroyed).toBe(true);
});
