import { describe, expect, it } from 'vitest';
import { parseSource } from '../../syntax/source.ts';
import { isHttpCall } from './outbound.ts';
import { isRepeatable } from './repeatable.ts';

/** Whether the one HTTP call of a function may be made again when the whole function's body is repeated. */
function repeatable(body: string, before = ''): boolean {
  const content = `${before}\nexport async function ask(base, key, init, c) {\n${body}\n}\n`;
  const source = parseSource({ path: 'module.ts', content });
  const call = source?.of('CallExpression').find(({ node }) => isHttpCall(node))?.node;
  if (!source || !call) throw new Error(`there is no call in ${body}`);
  return isRepeatable(source, call, { start: content.indexOf('{\n'), end: content.length });
}

describe('a request may be made again', () => {
  it.each([
    'await fetch(base)',
    "await fetch(base + '/a', { method: 'PUT', body: '1' })",
    "await fetch(base, { method: 'delete' })",
    "await globalThis.fetch(base, { method: 'HEAD' })",
    'await fetch(base, { signal: AbortSignal.timeout(100) })',
    "const options = { method: 'GET' }; await fetch(base, options)",
    "await fetch(new Request(base, { method: 'OPTIONS' }))",
    'await fetch(new URL(base))',
    'await fetch(c.url)',
    'await fetch(quoteUrl(key))',
    'await fetch(base, key ? { cache: "no-store" } : undefined)',
    'await axios.get(base)',
    "await axios({ method: 'get', url: base })",
    'await got.put(base)',
    "await fetch(base, { method: 'POST', headers: { 'Idempotency-Key': key } })",
    "await fetch(base, { method: 'POST', headers: new Headers({ 'idempotency-key': 'order-' + key }) })",
    "await axios.post(base, {}, { headers: { 'X-Idempotency-Key': c.req.header('Idempotency-Key') } })",
    "const headers = { 'Idempotency-Key': key }; await fetch(base, { method: 'POST', headers })",
  ])('%s', (body) => {
    expect(repeatable(body)).toBe(true);
  });

  it('where its key was drawn outside of what is repeated', () => {
    const body = "await fetch(base, { method: 'POST', headers: { 'Idempotency-Key': order } })";
    expect(repeatable(body, 'const order = crypto.randomUUID();')).toBe(true);
  });
});

describe('a request may not be made again', () => {
  it.each([
    "await fetch(base, { method: 'POST', body: '1' })",
    "await fetch(base, { method: 'PATCH' })",
    "const options = { method: 'POST' }; await fetch(base, options)",
    "await fetch(new Request(base, { method: 'POST' }))",
    'await axios.post(base, {})',
    "await axios({ method: 'post', url: base })",
    "await superagent('POST', base)",
    "await got(base, { method: 'POST' })",
    "https.request(base, { method: 'POST' })",
    'await fetch(base, init)',
    'await fetch(base, { ...init })',
    "await fetch(base, { method: 'GET', ...init })",
    'await fetch(base, { method: key })',
    "await fetch(base, { method: 'GET', ...init, signal: c })",
    'await fetch(base, postOptions(key))',
    'await fetch(base, c.post)',
    "await fetch(base, key ? { method: 'POST' } : {})",
    'await fetch(base, c.init ?? init)',
    'await fetch(c.req.raw)',
    "const options = {}; options.method = 'POST'; await fetch(base, options)",
    "let options = {}; options = { method: 'POST' }; await fetch(base, options)",
    "await fetch(base, { method: 'POST', headers: { 'Idempotency-Key': crypto.randomUUID() } })",
    "const order = crypto.randomUUID(); await fetch(base, { method: 'POST', headers: { 'Idempotency-Key': order } })",
    "await fetch(base, { method: 'POST', headers: { 'Content-Type': 'application/json' } })",
  ])('%s', (body) => {
    expect(repeatable(body)).toBe(false);
  });
});
