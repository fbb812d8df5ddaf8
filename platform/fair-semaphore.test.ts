import { expect, it } from 'vitest';
import { createFairSemaphore, type Place } from './fair-semaphore.ts';

/** Enters, and notes the name once admitted. */
function entering(width: number) {
  const { enter } = createFairSemaphore(width);
  const admitted: string[] = [];
  const places = new Map<string, Place>();
  return {
    admitted,
    enter(owner: string, name: string) {
      const place = enter(owner);
      places.set(name, place);
      void place.admitted.then(() => admitted.push(name));
    },
    async leave(name: string) {
      places.get(name)?.release();
      await Promise.resolve();
    },
  };
}

it('lets an owner with one piece of work pass an owner with many', async () => {
  const { admitted, enter, leave } = entering(1);
  for (const name of ['a1', 'a2', 'a3']) enter('a', name);
  enter('b', 'b1');
  enter('c', 'c1');
  await leave('a1');
  await leave('b1');
  await leave('c1');
  await leave('a2');
  expect(admitted).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
});

it('lets an owner that comes again take turns with one that waits', async () => {
  const { admitted, enter, leave } = entering(1);
  enter('a', 'a1');
  enter('b', 'b1');
  enter('a', 'a2');
  await leave('a1');
  enter('b', 'b2');
  await leave('b1');
  await leave('a2');
  expect(admitted).toEqual(['a1', 'b1', 'a2', 'b2']);
});

it('gives the place of one that leaves while it waits to the next, and no place twice', async () => {
  const { admitted, enter, leave } = entering(2);
  for (const name of ['a', 'b', 'c', 'd']) enter(name, name);
  await leave('c');
  await leave('a');
  await leave('a');
  expect(admitted).toEqual(['a', 'b', 'd']);
  enter('e', 'e');
  await leave('b');
  expect(admitted).toEqual(['a', 'b', 'd', 'e']);
});
