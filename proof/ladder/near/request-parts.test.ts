import { expect, it } from 'vitest';
import { nameOf, partsOf, withPart } from './request-parts.ts';

const request = {
  method: 'POST',
  path: '/contact/7?lang=de',
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    cookie: 'sid=a1; theme=dark',
  },
  body: 'email=eva%40example.org&text=Hello+there',
};
const held = (one: typeof request) =>
  Object.fromEntries(partsOf(one).map((part) => [nameOf(part), part.value]));

it('reads the fields of a form and the cookies of a request', () => {
  expect(held(request)).toEqual({
    'query lang': 'de',
    'form email': 'eva@example.org',
    'form text': 'Hello there',
    'path 2': '7',
    'cookie sid': 'a1',
    'cookie theme': 'dark',
  });
});

it.each(partsOf(request).map((part) => [nameOf(part), part] as const))(
  'puts another value in the place of %s, and leaves the others',
  (name, part) => {
    const changed = withPart(request, part, 'x y') as typeof request;
    const value = part.kind === 'cookie' ? 'x%20y' : 'x y';
    expect(held(changed)).toEqual({ ...held(request), [name]: value });
  },
);

it('leaves out a field of a form, and the last cookie with its header', () => {
  const [, email] = partsOf(request);
  expect(withPart(request, email as never, undefined).body).toBe('text=Hello+there');
  const one = { ...request, headers: { cookie: 'sid=a1' } };
  expect(withPart(one, { kind: 'cookie', at: ['sid'], value: 'a1' }, undefined).headers).toEqual({});
});
