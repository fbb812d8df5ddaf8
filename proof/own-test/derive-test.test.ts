// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { expect, it } from 'vitest';
import { deriveTest } from './derive-test.ts';

const BODY = { method: 'POST', path: '/orders?dry=1', headers: {}, body: { sku: 'a1' } };

it('asks by supertest with the hooks of the file, in the suite that asks, and without its other tests and their imports', () => {
  const text = `import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { unused } from '../src/unused.ts';
import { createApp } from '../src/app.ts';

describe('orders', () => {
  let app: ReturnType<typeof createApp>;
  beforeEach(() => {
    app = createApp();
  });

  it('adds', () => {
    expect(unused()).toBe(1);
  });

  it('lists orders', async () => {
    const response = await request(app).get('/orders');
    expect(response.status).toBe(200);
  });
});

it.each([1, 2])('counts %i', () => {});
`;
  const found = deriveTest('test/orders.test.ts', text, BODY);
  expect(found?.name).toBe('answers POST /orders without a failure');
  expect(found?.content).toBe(`import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';

describe('orders', () => {
  let app: ReturnType<typeof createApp>;
  beforeEach(() => {
    app = createApp();
  });
  it('answers POST /orders without a failure', async () => {
    const response = await request(app).post('/orders?dry=1').send({"sku":"a1"});
    expect(response.status).toBeLessThan(500);
  });
});
`);
});

it('asks by inject, request and fetch as the test of the file does, with what makes and ends its service', () => {
  const inject = `const test = require('node:test');
const assert = require('node:assert');
const build = require('../app');
test('lists', async (t) => {
  const app = build();
  const res = await app.inject({ url: '/' });
  assert.equal(res.statusCode, 200);
  await app.close();
});`;
  expect(deriveTest('test/a.js', inject, BODY)?.content).toContain(`async (t) => {
  const app = build();
  const response = await app.inject({ method: 'POST', url: '/orders?dry=1', payload: {"sku":"a1"} });
  await app.close();
  if (response.statusCode >= 500) throw new Error('POST /orders answered ' + response.statusCode);
});`);
  const hono = `import app from './app.ts';
it('is up', async () => { expect((await app.request('/up')).status).to.equal(200); });`;
  const get = { method: 'GET', path: '/orders/9', headers: {} };
  expect(
    deriveTest('a.spec.ts', hono, get)?.content,
  ).toContain(`  const response = await app.request('/orders/9', { method: 'GET' });
  expect(response.status).to.be.below(500);`);
  const fetched =
    "const url = `http://localhost:${port}`;\ntest('up', async () => { await fetch(`${url}/up`); });";
  expect(deriveTest('a.test.mjs', fetched, get)?.content).toContain(
    "await fetch(url + '/orders/9', { method: 'GET' })",
  );
});

it('derives nothing from a file that does not show how the service is asked', () => {
  const helper = `import request from 'supertest';
const ask = (path) => request(app).get(path);
test('up', async () => { for (const path of ['/a']) await request(app).get(path); });
test('all', async () => { await Promise.all([1].map(() => request(app).get('/a'))); });`;
  expect(deriveTest('a.test.js', helper, BODY)).toBeNull();
  expect(deriveTest('a.test.js', "fetch('https://elsewhere.example/x');", BODY)).toBeNull();
  const text = "test('up', async () => { await app.request('/up'); });";
  expect(deriveTest('a.test.js', text, { ...BODY, body: 'a=1' })).toBeNull();
});
