import { expect, it } from 'vitest';
import { madeUpSecret } from './made-up-secret.ts';

it('makes up the same value for the same variable, in the shape of the example', () => {
  const example = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';
  const secret = madeUpSecret('shop API_TOKEN', example);
  expect(secret).toMatch(/^sk_test_\d[a-z][A-Z]\d\d[A-Z][a-z][A-Z][a-zA-Z0-9]{16}$/);
  expect(secret).not.toBe(example);
  expect(madeUpSecret('shop API_TOKEN', example)).toBe(secret);
  expect(madeUpSecret('shop OTHER', example)).not.toBe(secret);
});

it('makes up a long value without an example, and of a URL only the password', () => {
  expect(madeUpSecret('shop KEY', true)).toMatch(/^[a-z0-9]{40}$/);
  expect(madeUpSecret('shop URL', 'amqp://guest:abc123@mq:5672/x')).toMatch(
    /^amqp:\/\/guest:[a-z]{3}\d{3}@mq:5672\/x$/,
  );
});
