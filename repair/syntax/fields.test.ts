import { expect, it } from 'vitest';
import { fieldsOf } from './fields.ts';
import { parseSource, type Source } from './source.ts';

const STOCK = `class Stock {
  #lots = new Map<string, number>();
  static made = 0;
  constructor(private readonly most: number) { this.name = 'stock'; }
  get lots() { return [...this.#lots]; }
  get size() { return this.#lots.size; }
  get open(): boolean { return check(this); }
  add() { return 1; }
}`;

it('knows the fields and getters of a class, with their kinds', () => {
  const source = parseSource({ path: 'stock.ts', content: STOCK }) as Source;
  const place = source.of('ReturnStatement').at(-1);
  const fields = place
    ? fieldsOf(source)(place).map(({ name, kind, how }) => [name, kind, how].join(' '))
    : [];
  expect(fields.sort()).toEqual([
    'this.#lots map variable',
    'this.lots array constant',
    'this.most number constant',
    'this.name string variable',
    'this.open boolean constant',
    'this.size number constant',
  ]);
});
