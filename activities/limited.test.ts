import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { limited, withoutPlace } from './limited.ts';

const environment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR', () => {}) });

/** A step that works until it is let go; `working` are the names of those that work. */
function heldSteps(atATime: number) {
  const working: string[] = [];
  const ends = new Map<string, () => void>();
  const { step } = limited(
    {
      async step(name: string) {
        working.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        return name;
      },
    },
    atATime,
  );
  return { working, step, end: (name: string) => ends.get(name)?.() };
}

it('admits waiting steps in the order in which they came', async () => {
  const { working, step, end } = heldSteps(1);
  const runs = ['one', 'two', 'three'].map((name) => environment().run(step, name));
  await expect.poll(() => working).toEqual(['one']);
  end('one');
  await expect.poll(() => working).toEqual(['one', 'two']);
  end('two');
  await expect.poll(() => working).toEqual(['one', 'two', 'three']);
  end('three');
  expect(await Promise.all(runs)).toEqual(['one', 'two', 'three']);
});

it('fails a cancelled step while it waits, and gives its place to the next', async () => {
  const { working, step, end } = heldSteps(1);
  const first = environment().run(step, 'one');
  await expect.poll(() => working).toEqual(['one']);
  const cancelled = environment();
  const second = cancelled.run(step, 'two');
  const third = environment().run(step, 'three');
  cancelled.cancel('CANCELLED');
  await expect(second).rejects.toThrow();
  end('one');
  await expect.poll(() => working).toEqual(['one', 'three']);
  end('three');
  expect(await Promise.all([first, third])).toEqual(['one', 'three']);
});

it('lets as many steps work at once as its width', async () => {
  const { working, step, end } = heldSteps(2);
  const runs = ['one', 'two', 'three'].map((name) => environment().run(step, name));
  await expect.poll(() => working).toEqual(['one', 'two']);
  for (const name of ['one', 'two']) end(name);
  await expect.poll(() => working).toEqual(['one', 'two', 'three']);
  end('three');
  await Promise.all(runs);
});

it('lets others work while a step waits for a model, and takes its place again behind them', async () => {
  const working: string[] = [];
  const ends = new Map<string, () => void>();
  const held = (name: string) => new Promise<void>((resolve) => ends.set(name, resolve));
  const { step } = limited(
    {
      async step(name: string) {
        working.push(name);
        if (name === 'asks') {
          await withoutPlace(() => held('the model'));
          working.push('asks again');
        }
        await held(name);
        return name;
      },
    },
    1,
  );
  const asks = environment().run(step, 'asks');
  await expect.poll(() => [...ends.keys()]).toEqual(['the model']);
  const other = environment().run(step, 'other');
  await expect.poll(() => working).toEqual(['asks', 'other']);
  ends.get('the model')?.();
  await asksStillWait();
  ends.get('other')?.();
  await expect.poll(() => working).toEqual(['asks', 'other', 'asks again']);
  ends.get('asks')?.();
  expect(await Promise.all([asks, other])).toEqual(['asks', 'other']);

  /** The next turn of the event loop: all that could go on has. */
  async function asksStillWait() {
    await new Promise((resolve) => setImmediate(resolve));
    expect(working).toEqual(['asks', 'other']);
  }
});

it('does not wait for a place again when what it waited for failed', async () => {
  const { step } = limited(
    { step: () => withoutPlace(() => Promise.reject(new Error('the model is away'))) },
    1,
  );
  await expect(environment().run(step)).rejects.toThrow('the model is away');
  const { step: free } = limited({ step: async () => 'free' }, 1);
  expect(await environment().run(free)).toBe('free');
});
