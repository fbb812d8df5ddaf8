import { describe, expect, it } from 'vitest';
import { createSlots } from './limited.ts';

const never = new AbortController().signal;

describe('slots', () => {
  it('are given one after another, in order', async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const first = await slots.take(never);
    const second = slots.take(never).then((release) => {
      order.push('second');
      release();
    });
    const third = slots.take(never).then(() => order.push('third'));
    expect(order).toEqual([]);
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
  });

  it('are not kept for those who were cancelled while they waited', async () => {
    const slots = createSlots(1);
    const release = await slots.take(never);
    const cancelled = new AbortController();
    const waiting = slots.take(cancelled.signal);
    const next = slots.take(never);
    cancelled.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    release();
    await expect(next).resolves.toBeTypeOf('function');
  });

  it('are given back once, however often they are released', async () => {
    const slots = createSlots(1);
    const release = await slots.take(never);
    release();
    release();
    await slots.take(never);
    const late = new AbortController();
    const another = slots.take(late.signal);
    late.abort(new Error('still waiting'));
    await expect(another).rejects.toThrow('still waiting');
  });
});
