import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createRouter, type Router, type RouterOptions } from './router.ts';
import { createTarget } from './target.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function startRouter(options: Partial<RouterOptions> = {}): Promise<{ router: Router; url: string }> {
  const router = createRouter({ holdMs: 10_000, maxHeld: 10, ...options });
  const port = await router.listen('127.0.0.1', 0);
  open.push(() => router.close(0));
  return { router, url: `http://127.0.0.1:${port}` };
}

async function startUpstream(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return createTarget('a'.repeat(40), (server.address() as { port: number }).port);
}

it('passes method, path, headers and body on, and says who asked', async () => {
  const { router, url } = await startRouter();
  router.switchTo(
    await startUpstream((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => {
        body += chunk;
      });
      incoming.on('end', () => {
        response.setHeader('set-cookie', ['a=1', 'b=2']);
        response.statusCode = 418;
        response.end(
          JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }),
        );
      });
    }),
  );
  const answer = await fetch(`${url}/a%20b?c=%2F`, {
    method: 'PUT',
    body: 'the body',
    headers: { 'x-mine': 'yes', 'x-forwarded-for': '6.6.6.6', connection: 'keep-alive' },
  });
  expect(answer.status).toBe(418);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  const seen = (await answer.json()) as {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  };
  expect(seen).toMatchObject({ method: 'PUT', url: '/a%20b?c=%2F', body: 'the body' });
  const host = new URL(url).host;
  expect(seen.headers).toMatchObject({
    'x-mine': 'yes',
    host,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': host,
  });
});

it('answers HEAD and 204 without a body', async () => {
  const { router, url } = await startRouter();
  router.switchTo(
    await startUpstream((incoming, response) => {
      if (incoming.url === '/none') response.writeHead(204).end();
      else response.writeHead(200, { 'content-length': '5' }).end('hello');
    }),
  );
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
  const none = await fetch(`${url}/none`);
  expect([none.status, await none.text()]).toEqual([204, '']);
});

it('holds requests while there is no release, with their bodies', async () => {
  const { router, url } = await startRouter();
  const waiting = fetch(url, { method: 'POST', body: 'kept' });
  const target = await startUpstream((incoming, response) => void incoming.pipe(response));
  router.switchTo(target);
  expect(await (await waiting).text()).toBe('kept');
});

it('moves on to the next release when one refuses connections', async () => {
  const { router, url } = await startRouter();
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
  const { port } = dead.address() as { port: number };
  await new Promise((resolve) => dead.close(resolve));
  router.switchTo(createTarget('d'.repeat(40), port));
  const waiting = fetch(url, { method: 'POST', body: 'kept' });
  router.switchTo(await startUpstream((incoming, response) => void incoming.pipe(response)));
  expect(await (await waiting).text()).toBe('kept');
});

it('gives up after its time, and refuses at once when too many wait', async () => {
  const { url } = await startRouter({ holdMs: 300, maxHeld: 1 });
  const answers = await Promise.all([fetch(url), fetch(url), fetch(url)]);
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ error: { code: 'no_release' } });
  }
});

it('repeats a read that got no answer, but not without end', async () => {
  const { router, url } = await startRouter();
  let seen = 0;
  router.switchTo(
    await startUpstream((incoming, response) => {
      seen += 1;
      if (incoming.url === '/always' || seen === 1) incoming.socket.destroy();
      else response.end('there');
    }),
  );
  expect(await (await fetch(url)).text()).toBe('there');
  seen = 0;
  const answer = await fetch(`${url}/always`);
  expect(answer.status).toBe(502);
  expect(seen).toBe(3);
});

it('never repeats a request that may have been carried out', async () => {
  const { router, url } = await startRouter();
  let seen = 0;
  router.switchTo(
    await startUpstream((incoming) => {
      seen += 1;
      incoming.socket.destroy();
    }),
  );
  const answer = await fetch(url, { method: 'POST', body: 'once' });
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ error: { code: 'release_lost' } });
  expect(seen).toBe(1);
});

it('does not pass half an answer off as a whole one', async () => {
  const { router, url } = await startRouter();
  router.switchTo(
    await startUpstream((_, response) => {
      response.write('half');
      setImmediate(() => response.destroy());
    }),
  );
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
});

it('closes the request to the release when the client disconnects', async () => {
  const { router, url } = await startRouter();
  let arrived: () => void;
  const here = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let gone: () => void;
  const left = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const target = await startUpstream((_, response) => {
    response.on('close', () => gone());
    arrived();
  });
  router.switchTo(target);
  const outgoing = request(url).on('error', () => {});
  outgoing.end();
  await here;
  outgoing.destroy();
  await left;
  expect(await target.drained(10_000)).toBe(true);
});

it('keeps a connection usable after a release answered before it read the body', async () => {
  const { router, url } = await startRouter();
  router.switchTo(
    await startUpstream((incoming, response) => {
      if (incoming.method === 'POST') response.writeHead(413).end('too much');
      else response.end('still here');
    }),
  );
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  open.push(async () => socket.destroy());
  const size = 4 * 1024 * 1024;
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`);
  socket.write('x'.repeat(size));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  let text = '';
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('still here')) resolve();
    });
  });
  expect(text).toContain('413');
});

it('says which port is taken', async () => {
  const { url } = await startRouter();
  const second = createRouter({ holdMs: 1, maxHeld: 1 });
  await expect(second.listen('127.0.0.1', Number(new URL(url).port))).rejects.toMatchObject({
    type: 'port_in_use',
  });
});
