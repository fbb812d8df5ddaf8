import { expect, it } from 'vitest';
import { parseSource, type Source } from '../syntax/source.ts';
import { inputsLike } from './inputs.ts';
import { methodsOf } from './uncalled.ts';

const CODE = `export class Stock {
  #items = new Map();
  reserve(sku, count) { return this.#take(sku, count); }
  available(sku) { return this.#items.get(sku); }
  move({ from }) { return from; }
  count(shelf) { return shelf; }
  clear(sku) { this.#items.delete(sku); }
  #take(sku, count) { return sku && count; }
  static of(sku) { return sku; }
}`;
const methods = methodsOf([parseSource({ path: 'stock.js', content: CODE }) as Source]);
const seen = {
  ...{ path: 'stock.js', name: 'Stock', args: '[]', isNew: true, failing: true },
  steps: JSON.stringify([['reserve', ['tea', 2]]]),
};

it('finds the methods that others may call, with the names of their parameters', () => {
  expect(methods.get('Stock')).toEqual([
    { name: 'reserve', parameters: ['sku', 'count'], tells: true },
    { name: 'available', parameters: ['sku'], tells: true },
    { name: 'count', parameters: ['shelf'], tells: true },
    { name: 'clear', parameters: ['sku'], tells: false },
  ]);
});

it('asks behind what tests do what else tells something, with values of the same names', () => {
  const asked = inputsLike([seen], CODE, new Map(), methods).map(({ steps = '' }) => steps);
  expect(asked).toContain(
    JSON.stringify([
      ['reserve', ['tea', 2]],
      ['available', ['tea']],
    ]),
  );
  expect(asked.filter((steps) => /"count"|"move"|"clear"|#take/.test(steps))).toEqual([]);
});
