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

it('notes what tests call of objects, and asks the same of a change', async () => {
  await withScreen('shelf.ts', SHELF, CHECK, async (screen) => {
    const shown = screen.calls.map(({ name, args, isNew, steps, failing }) =>
      [isNew ? 'new' : 'call', name, args, steps, failing].join(' '),
    );
    expect(shown).toEqual([
      'new Shelf [1] [["put",["a",2,{"$date":0}]],["count",["a"]]] false',
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
    expect(first?.split('\n')).toEqual(['itself', '2', "{ asked: 2, size: 1, yields: [ 'a' ] }"]);
    expect(third?.split('\n')).toEqual(['5', '{ now: 5 }']);
    expect(fourth?.split('\n')).toEqual(['1', 'done']);
    expect(sixth).toBe('0');
    expect(last?.split('\n').slice(0, 2)).toEqual(['itself', 'throws RangeError: full']);
  });
});
