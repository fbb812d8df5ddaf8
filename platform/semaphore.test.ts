import { expect, test } from 'vitest';
import { createSemaphore } from './semaphore.ts';

test('runs no more than its width at a time, in the order in which work came', async () => {
  const semaphore = createSemaphore(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4, 5].map((number) =>
      semaphore(async () => {
        order.push(number);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('gives its place back when the work fails', async () => {
  const semaphore = createSemaphore(1);
  await expect(semaphore(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await semaphore(async () => 'next')).toBe('next');
});
