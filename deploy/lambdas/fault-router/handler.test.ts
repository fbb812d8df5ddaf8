import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { createHandler } from './handler.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const kinesis = (...data: string[]) => ({ Records: data.map((each) => ({ kinesis: { data: each } })) });

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An app that answers by `answer` and keeps the requests. */
async function app(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const sent: { headers: Record<string, string>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    sent.push({ headers: request.headers as Record<string, string>, body: await text(request) });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest/cloudwatch`;
  return { url, sent };
}

const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const COUNTS = { accepted: 1, duplicates: 0, ignored: 0 };

describe('the fault router', () => {
  it.each([
    ['a record of CloudWatch Logs', { awslogs: { data: 'QQ==' } }, ['QQ==']],
    ['a batch of Kinesis', kinesis('QQ==', 'Qg=='), ['QQ==', 'Qg==']],
  ])('passes %s on unchanged, signed', async (_, event, records) => {
    const { url, sent } = await app(json(200, COUNTS));
    expect(await createHandler({ url, secret, log: () => {} })(event)).toEqual(COUNTS);
    const [request] = sent;
    expect(JSON.parse(request?.body ?? '')).toEqual({ records });
    expect(() => new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {})).not.toThrow();
  });

  it('passes the records of a batch on of which one has no data', async () => {
    const { url, sent } = await app(json(200, COUNTS));
    const { Records } = kinesis('QQ==');
    await createHandler({ url, secret, log: () => {} })({ Records: [{ kinesis: {} }, null, ...Records] });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ records: ['QQ=='] });
  });

  it('gives the same batch the same id', async () => {
    const { url, sent } = await app(json(200, COUNTS));
    const handler = createHandler({ url, secret, log: () => {} });
    for (const event of [kinesis('QQ=='), kinesis('QQ=='), kinesis('Qg==')]) await handler(event);
    const ids = sent.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it.each([400, 401, 409, 413, 429, 500, 503])(
    'throws on %i, so that the batch is delivered again',
    async (status) => {
      const { url } = await app(json(status, { error: { code: 'some_code', message: 'why' } }));
      const failing = createHandler({ url, secret })(kinesis('QQ=='));
      await expect(failing).rejects.toThrow(new RegExp(`answered ${status}: .*some_code`));
    },
  );

  it('throws on a redirect, a broken connection, a timeout, or when the app is away', async () => {
    const elsewhere = await app((response) => response.writeHead(302, { Location: '/login' }).end());
    const cut = await app((response) => response.destroy());
    const silent = await app(() => {});
    const handle = (url: string) => createHandler({ url, secret, timeoutMs: 200 })(kinesis('QQ=='));
    for (const url of [elsewhere.url, cut.url, silent.url, 'http://127.0.0.1:1/']) {
      await expect(handle(url)).rejects.toThrow();
    }
    expect(elsewhere.sent).toHaveLength(1);
  });

  it.each([[null], [{}], [{ Records: [] }], [{ Records: [{ Sns: {} }] }], [{ awslogs: {} }]])(
    'throws on an unknown event: %j',
    async (event) => {
      const { url, sent } = await app(json(200, COUNTS));
      await expect(createHandler({ url, secret })(event)).rejects.toThrow(/neither of CloudWatch Logs nor/);
      expect(sent).toEqual([]);
    },
  );
});
