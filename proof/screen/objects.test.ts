import { expect, it } from 'vitest';
import { withScreen } from './testing.ts';

const SHELF = `export class Shelf {
  #books = new Map();
  asked = 0;
  constructor(private readonly most: number, protected owner = 'nobody') {}
  static of(...titles: string[]) {
    const shelf = new Shelf(titles.length);
    for (const title of titles) shelf.put(title, 1);
    return shelf;
  }
  get size() {
    return this.#books.size;
  }
  put(title: string, count: number, at?: Date) {
    if (this.size >= this.most + 1) throw new RangeError('full');
    this.#books.set(title, { count: this.count(title) + count, at });
    return this;
  }
  count(title: string) {
    this.asked += 1;
    return this.#books.get(title)?.count ?? 0;
  }
  each(call: (title: string) => void) {
    for (const title of this.#books.keys()) call(title);
  }
  *[Symbol.iterator]() {
    yield* this.#books.keys();
  }
}
export function counter(from: number) {
  let now = from;
  return { step: (by: number) => (now += by), get now() { return now; } };
}
export function next(from: number) {
  return () => from++;
}
export function sizeOf(shelf: Shelf) {
  return shelf.size;
}
`;
const CHECK = `import assert from 'node:assert/strict';
import { counter, next, Shelf, sizeOf } from './shelf.ts';

const shelf = new Shelf(1).put('a', 2, new Date(0));
assert.ok(shelf instanceof Shelf);
assert.equal(shelf.count('a'), 2);
shelf.each(() => {});
assert.equal(shelf.count('a'), 2);
assert.equal(Shelf.of('b', 'c').size, 2);
const steps = counter(3);
assert.equal(steps.step(2), 5);
assert.equal(next(1)(), 1);
assert.equal(sizeOf(new Shelf(4)), 0);
const late = new Shelf(1, 'late').put('x', 1);
assert.throws(() => late.put('y', 1));
`;

/** A function that was called with 'a' behind three calls of its object, and gave nothing. */
const EACH = JSON.stringify({
  $call: { gave: [{ at: 3, args: '["a"]', how: 'gives', value: '{"$value":"undefined"}' }] },
});

it('notes what tests call of objects, and asks the same of a change', async () => {
  await withScreen('shelf.ts', SHELF, CHECK, async (screen) => {
    const shown = screen.calls.map(({ name, args, isNew, steps, failing }) =>
      [isNew ? 'new' : 'call', name, args, steps, failing].join(' '),
    );
    expect(shown).toEqual([
      `new Shelf [1] [["put",["a",2,{"$date":0}]],["count",["a"]],["each",[${EACH}]],["count",["a"]]] false`,
      'call Shelf.of ["b","c"] [] false',
      'call counter [3] [["step",[2]]] false',
      'call next [1] [["",[]]] false',
      'new Shelf [4] [] false',
      'call sizeOf [{"$new":["Shelf",[4]]}]  false',
      'new Shelf [1,"late"] [["put",["x",1]],["put",["y",1]]] true',
    ]);
    const place = SHELF.indexOf(' + 1)');
    const fixed = { path: 'shelf.ts', edits: [{ start: place, end: place + 4, text: '' }] };
    expect((await screen.run([fixed])).map(({ outcome }) => outcome)).toEqual(['passes']);
    const [first, , third, fourth, , sixth, last] = await screen.behaviour(fixed, screen.calls);
    expect(first?.split('\n')).toEqual([
      ...['itself', '2', 'undefined, calls back ("a")', '2'],
      "{ asked: 3, size: 1, yields: [ 'a' ] }",
    ]);
    expect(third?.split('\n')).toEqual(['5', '{ now: 5 }']);
    expect(fourth?.split('\n')).toEqual(['1', 'done']);
    expect(sixth).toBe('0');
    expect(last?.split('\n').slice(0, 2)).toEqual(['itself', 'throws RangeError: full']);
  });
});

const STORE = `export function store({ now, most }, compare) {
  const entries = [];
  return {
    put(key, load) {
      const value = load(key);
      entries.push({ key, value, at: now() });
      entries.sort((a, b) => compare(a.key, b.key));
      return value;
    },
    keys: () => entries.map(({ key }) => key),
    async fresh(ask) {
      const age = await ask();
      return entries.filter(({ at }) => now() - at <= age).length;
    },
  };
}
`;
const STORE_CHECK = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { store } from './store.js';

test('sorts keys', async () => {
  let time = 10;
  const asked = [];
  const kept = store({ now: () => time, most: undefined }, (a, b) => { return a - b; });
  assert.equal(kept.put(3, (key) => { asked.push(key); return key * 2; }), 6);
  time = 20;
  kept.put(1, () => 'one');
  assert.deepEqual(kept.keys(), [1, 3]);
  assert.equal(await kept.fresh(async () => 5), 2);
});
`;

it('asks changes with the functions that tests pass', async () => {
  await withScreen('store.js', STORE, STORE_CHECK, async (screen) => {
    const [call] = screen.calls;
    const [options, compare] = JSON.parse(call?.args ?? '');
    expect(options.most).toEqual({ $value: 'undefined' });
    expect(options.now.$call.gave.map(({ at, value }: { at: number; value: string }) => [at, value])).toEqual(
      [
        [1, '10'],
        [2, '20'],
        [4, '20'],
        [4, '20'],
      ],
    );
    expect(compare.$call.source).toContain('return a - b;');
    const unchanged = { path: 'store.js', edits: [] };
    const [answer] = await screen.behaviour(unchanged, screen.calls);
    expect(answer?.split('\n')).toEqual([
      '6, calls back (3)',
      "'one'",
      '[ 1, 3 ]',
      '1, calls back ()',
      '{  }',
    ]);
    const steps = JSON.stringify(
      JSON.parse(call?.steps ?? '')
        .slice(0, 2)
        .toReversed(),
    );
    const again = await screen.behaviour(unchanged, [{ ...call, steps } as (typeof screen.calls)[0]]);
    expect(again[0]?.split('\n').slice(0, 2)).toEqual(["'one'", '6, calls back (3)']);
  });
});
