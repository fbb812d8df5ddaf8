import { expect, it } from 'vitest';
import { Rungs } from './rungs.tsx';

it('shows on the page what held, what did not hold, and what was not asked with its reason', () => {
  const html = String(
    <Rungs
      rungs={[
        { rung: 1, name: 'the failure is gone', held: true, detail: '8 of 8 runs passed' },
        { rung: 2, name: 'the tests pass as before', held: false, detail: 'fails: <sums>' },
        { rung: 4, name: 'the answer conforms to OpenAPI', held: null, detail: 'no document' },
      ]}
    />,
  );
  expect(html).toContain('1 of 3 rungs hold');
  expect(html).toMatch(/tone-good.*1\. the failure is gone: holds.*8 of 8 runs passed/);
  expect(html).toMatch(/tone-bad.*2\. the tests pass as before: does not hold.*fails: &lt;sums&gt;/);
  expect(html).toMatch(/quiet.*4\. the answer conforms to OpenAPI: not asked.*no document/);
});
