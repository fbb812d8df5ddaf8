// Parts of a test, each up to an assertion that holds.

/** Assertions of a test that are told apart. */
const PARTS = 500;

/** Counts for a test what ran, in how many assertions that held, and the calls behind the last of these. */
export function countParts(counts, recorded) {
  let part = null;
  const gather = (isHeld) => {
    for (const [path, list] of counts) {
      part.covered[path] ??= Array.from(list, () => 0);
      part.held[path] ??= Array.from(list, () => 0);
      for (const [at, ran] of list.entries()) {
        part.covered[path][at] += ran;
        if (isHeld && ran > 0) part.held[path][at] += 1;
      }
      list.fill(0);
    }
  };
  return {
    begin() {
      for (const list of counts.values()) list.fill(0);
      part = { covered: {}, held: {}, from: recorded.length, assertions: 0 };
      recorded.touched.clear();
    },
    hold() {
      part.assertions += 1;
      if (part.assertions > PARTS) return;
      gather(true);
      part.from = recorded.length;
      recorded.touched.clear();
    },
    end() {
      gather(false);
      return {
        covered: part.covered,
        held: part.held,
        calls: [...recorded.slice(part.from), ...recorded.touched],
      };
    },
  };
}

/** What ran while the tests of a file were loaded, and in no failing one of them, counts as run by each: they use what was made. */
export function addLoaded(tests, loaded) {
  const failing = tests.filter(({ ok }) => !ok).map(({ covered }) => covered);
  for (const [path, list] of Object.entries(loaded)) {
    for (const [at, ran] of list.entries()) {
      if (ran === 0 || failing.some((covered) => covered[path]?.[at] > 0)) continue;
      for (const { covered } of tests) {
        covered[path] ??= Array.from(list, () => 0);
        covered[path][at] += ran;
      }
    }
  }
}
