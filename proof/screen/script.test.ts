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

it('judges the changes around one that ends the program, and those after it', async () => {
  await withScreen('price.js', PRICE, CHECK, async (screen) => {
    const [start, end] = [
      PRICE.lastIndexOf('price - tax'),
      PRICE.lastIndexOf('price - tax') + 'price - tax'.length,
    ];
    const change = (text: string) => ({ path: 'price.js', edits: [{ start, end, text }] });
    const kill = change("process.kill(process.pid, 'SIGKILL')");
    const right = change('price + tax');
    const outcomes = async (changes: ReturnType<typeof change>[]) =>
      (await screen.run(changes)).map(({ outcome }) => outcome);
    expect(await outcomes([right, kill, right, change('price')])).toEqual([
      'passes',
      'hangs',
      'passes',
      'same',
    ]);
    expect(await outcomes([kill])).toEqual(['hangs']);
    expect(await outcomes([right])).toEqual(['passes']);
  });
});

it('takes what a thread loads once for no part of the first change behind one that hangs', async () => {
  const slow = `const began = performance.now();
while (performance.now() - began < 600);
exports.rate = 5;
`;
  const program = PRICE.replace('price / 5', 'price / rate');
  await withScreen(
    'price.js',
    `import { rate } from 'slow';\n${program}`,
    CHECK,
    async (screen) => {
      const start = program.lastIndexOf('price - tax') + "import { rate } from 'slow';\n".length;
      const change = (text: string) => ({
        path: 'price.js',
        edits: [{ start, end: start + 'price - tax'.length, text }],
      });
      // A pattern whose steps nobody counts.
      const hangs = change(`/^(a+)+$/.test('a'.repeat(40) + 'b')`);
      const found = await screen.run([hangs, change('price + tax'), change('price')]);
      expect(found.map(({ outcome }) => outcome)).toEqual(['hangs', 'passes', 'same']);
    },
    { slow },
  );
});

it('counts what was made before the tests as run by those that fail', async () => {
  const check = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gross } from './price.js';

const made = gross(10);
test('gross', () => assert.equal(made, 12));
`;
  await withScreen('price.js', PRICE, check, async (screen) => {
    const counted = screen.coverage('price.js').map(({ failing }) => failing);
    expect(counted).toEqual([0, 1, 1]);
  });
});

it('lets a change take its steps anew behind each assertion that holds', async () => {
  const sum = `export function sum(most) {
  let all = 0;
  for (let at = 1; at < most; at += 1) all += at;
  return all;
}
`;
  const check = `import assert from 'node:assert/strict';
import { sum } from './sum.js';

for (let most = 1; most < 300; most += 1) assert.equal(sum(most), (most * (most + 1)) / 2);
`;
  await withScreen('sum.js', sum, check, async (screen) => {
    const start = sum.indexOf('<');
    const found = await screen.run([{ path: 'sum.js', edits: [{ start, end: start + 1, text: '<=' }] }]);
    expect(found.map(({ outcome }) => outcome)).toEqual(['passes']);
  });
});

it('screens calls without an end that keep more with each of them', async () => {
  const walk = `export function walk(graph, name, trail = []) {
  for (const next of graph[name]) walk(graph, next, [...trail, name]);
  return trail.length;
}
`;
  const check = `import assert from 'node:assert/strict';
import { walk } from './walk.js';

assert.equal(walk({ a: [] }, 'a'), 0);
assert.throws(() => walk({ a: ['b'], b: ['a'] }, 'a'), { message: 'circular' });
`;
  await withScreen('walk.js', walk, check, async (screen) => {
    const at = walk.indexOf('for');
    const guard = "if (trail.includes(name)) throw new Error('circular'); ";
    const found = await screen.run([{ path: 'walk.js', edits: [{ start: at, end: at, text: guard }] }]);
    expect(found.map(({ outcome }) => outcome)).toEqual(['passes']);
  });
});
