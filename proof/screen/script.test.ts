import { expect, it } from 'vitest';
import { withScreen } from './testing.ts';

const PRICE = `export function net(price) {
  return price - 1;
}
export function gross(price) {
  const tax = price / 5;
  return price - tax;
}
`;
const CHECK = `import assert from 'node:assert/strict';
import { gross, net } from './price.js';

assert.equal(net(3), 2);
assert.equal(net(1), 0);
assert.equal(gross(10), 12);
assert.equal(gross(5), 6);
`;

it('knows of a script without named tests what ran before its assertions held, and before one failed', async () => {
  await withScreen('price.js', PRICE, CHECK, async (screen) => {
    const counted = screen.coverage('price.js').map(({ start, end, failing, passing }) => ({
      ...{ text: PRICE.slice(start, end), failing, passing },
    }));
    expect(counted).toEqual([
      { text: 'return price - 1;', failing: 1, passing: 2 },
      { text: 'const tax = price / 5;', failing: 1, passing: 0 },
      { text: 'return price - tax;', failing: 1, passing: 0 },
    ]);
    expect(screen.calls.map(({ name, args, failing }) => [name, args, failing])).toEqual([
      ['net', '[3]', false],
      ['net', '[1]', false],
      ['gross', '[10]', true],
    ]);
  });
});
