import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, describe, expect, it } from 'vitest';
import type { SutureError } from '../../domain/errors.ts';
import { startTestAws } from '../../fakes/aws/moto.ts';
import { describeCooldowns } from './contract.ts';
import { createCooldowns } from './registry.ts';
import { createSsmCooldowns } from './ssm.ts';

const aws = await startTestAws(process.env);
afterAll(() => aws?.stop());

if (aws) {
  describeCooldowns('ssm', async () => {
    const cooldowns = createSsmCooldowns({ prefix: '/suture/contract', client: aws.client });
    return { cooldowns, close: () => cooldowns.close() };
  });
}

describe.skipIf(!aws)('ssm cooldowns', () => {
  const client = aws?.client ?? {};
  const worker = (prefix: string) => createSsmCooldowns({ prefix, client });
  const fresh = () => `/suture/test-${randomUUID()}`;
  const ssm = new SSMClient(client);
  afterAll(() => ssm.destroy());

  async function names(prefix: string): Promise<string[]> {
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: prefix, Recursive: true }));
    return (Parameters ?? []).map(({ Name }) => Name as string);
  }

  /** A parameter as an earlier, finished cooldown leaves it. */
  async function leftOver(prefix: string, second: number, until: number, holder = 'LIVE-0001') {
    await ssm.send(
      new PutParameterCommand({
        Name: `${prefix}/cooldowns/shop/FAULT_ONE/${second}`,
        Value: JSON.stringify({ holder, until }),
        Type: 'String',
      }),
    );
  }

  it.each([1, 2, 3])('let one of many workers take over what is over (%i)', async () => {
    const prefix = fresh();
    await leftOver(prefix, 1, Date.now() - 1);
    const workers = Array.from({ length: 12 }, () => worker(prefix));
    // Apart in time, so that some try in one second and some in the next.
    const answers = await Promise.all(
      workers.map(async (each, index) => {
        await new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000) + index * 2 - 12));
        return each.start('shop', 'FAULT_ONE', `LIVE-${2_000 + index}`, 60);
      }),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const [name, ...more] = await names(prefix);
    expect(more).toEqual([]);
    expect(name).not.toMatch(/\/1$/);
    const winner = answers.indexOf(true);
    expect(await workers[winner]?.start('shop', 'FAULT_ONE', `LIVE-${2_000 + winner}`, 60)).toBe(true);
    await Promise.all(workers.map((each) => each.close()));
  });

  it('hand over from cooldown to cooldown, one holder at a time', async () => {
    const prefix = fresh();
    const workers = Array.from({ length: 4 }, () => worker(prefix));
    const held: { from: number; until: number }[] = [];
    await Promise.all(
      workers.map(async (each, index) => {
        for (let turn = 0; held.length < 6; turn += 1) {
          const asked = Date.now();
          // Cooldowns this short collide often; a caller that is asked to retry does.
          const won = await each
            .start('shop', 'FAULT_ONE', `LIVE-${index}-${turn}`, 0.4)
            .catch((error: SutureError) => error.type !== 'cooldowns_contended' && Promise.reject(error));
          if (won) held.push({ from: Date.now(), until: asked + 400 });
        }
      }),
    );
    held.sort((one, other) => one.from - other.from);
    const overlaps = held.filter(({ from }, index) => from < (held[index - 1]?.until ?? 0));
    expect(overlaps).toEqual([]);
    await Promise.all(workers.map((each) => each.close()));
  });

  it('take their own back when another worker was quicker in another second', async () => {
    const prefix = fresh();
    const quicker = once(() => leftOver(prefix, 1, Date.now() + 60_000, 'LIVE-0009'));
    const relay = await startRelay(aws?.endpoint ?? '', (target) =>
      target === 'AmazonSSM.PutParameter' ? quicker() : null,
    );
    const cooldowns = createSsmCooldowns({ prefix, client: { ...client, endpoint: relay.endpoint } });
    expect(await cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0001', 60)).toBe(false);
    expect(await names(prefix)).toEqual([`${prefix}/cooldowns/shop/FAULT_ONE/1`]);
    expect(await cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0009', 60)).toBe(true);
    await cooldowns.close();
    await relay.close();
  });

  it('say no to all while a worker that died left its parameter beside the holder', async () => {
    const prefix = fresh();
    const cooldowns = worker(prefix);
    const until = Date.now() + 60_000;
    await leftOver(prefix, 1, until, 'LIVE-0001');
    await leftOver(prefix, 2, until, 'LIVE-0002');
    expect(await cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0003', 60)).toBe(false);
    expect(await cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0001', 60)).toBe(false);
    await cooldowns.close();
  });

  it('clear more than a page, and leave other environments alone', async () => {
    const [prefix, other] = [fresh(), fresh()];
    const [here, there] = [worker(prefix), worker(other)];
    for (let index = 0; index < 23; index += 1) await here.start('shop', `FAULT_${index}`, 'LIVE-0001', 60);
    await leftOver(prefix, 1, Date.now() - 1);
    await there.start('shop', 'FAULT_1', 'LIVE-0001', 60);
    expect(await here.clear('shop')).toBe(23);
    expect(await names(prefix)).toEqual([]);
    expect(await there.remaining('shop', 'FAULT_1')).toBeGreaterThan(0);
    await Promise.all([here.close(), there.close()]);
  });

  it('take what a person wrote there for over', async () => {
    const prefix = fresh();
    const Name = `${prefix}/cooldowns/shop/FAULT_ONE/note`;
    await ssm.send(new PutParameterCommand({ Name, Value: 'see me', Type: 'String' }));
    const cooldowns = worker(prefix);
    expect(await cooldowns.remaining('shop', 'FAULT_ONE')).toBeNull();
    expect(await cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0001', 60)).toBe(true);
    expect(await cooldowns.clear('shop')).toBe(1);
    await cooldowns.close();
  });
});

function once<T>(make: () => T): () => T | null {
  let made = false;
  return () => {
    if (made) return null;
    made = true;
    return make();
  };
}

/** Stands before AWS; `before` runs ahead of each call, and gets its name. */
async function startRelay(endpoint: string, before: (target: string) => Promise<unknown> | null) {
  const server = createServer(async (request, response) => {
    await before(String(request.headers['x-amz-target']));
    const { host: _, ...headers } = request.headers;
    const forwarded = await fetch(`${endpoint}${request.url}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: await text(request),
    });
    response.writeHead(forwarded.status, { 'Content-Type': forwarded.headers.get('content-type') ?? '' });
    response.end(await forwarded.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('errors of SSM', () => {
  /** Answers everything as SSM refuses: status and `__type` of its JSON protocol. */
  async function refusing(status: number, type: string) {
    let calls = 0;
    const server = createServer((_, answer) => {
      calls += 1;
      answer.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
      answer.end(JSON.stringify({ __type: type, message: 'no' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const cooldowns = createSsmCooldowns({
      prefix: '/suture/errors',
      client: {
        endpoint: `http://127.0.0.1:${port}`,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      },
    });
    return {
      cooldowns,
      calls: () => calls,
      async close() {
        await cooldowns.close();
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it.each([
    [400, 'ThrottlingException', { type: 'cooldowns_throttled', retryable: true }, 3],
    [400, 'TooManyUpdates', { type: 'cooldowns_throttled', retryable: true }, 1],
    [500, 'InternalServerError', { type: 'cooldowns_unavailable', retryable: true }, 3],
    [400, 'AccessDeniedException', { type: 'cooldowns_refused', retryable: false }, 1],
    [400, 'ValidationException', { type: 'cooldowns_failed', retryable: false }, 1],
  ])('%i %s', async (status, type, expected, calls) => {
    const server = await refusing(status, type);
    await expect(server.cooldowns.start('shop', 'FAULT_ONE', 'LIVE-0001', 60)).rejects.toMatchObject(
      expected,
    );
    expect(server.calls()).toBe(calls);
    await server.close();
  });

  it('no server at the address', async () => {
    const server = await refusing(500, 'InternalServerError');
    await server.close();
    await expect(server.cooldowns.remaining('shop', 'FAULT_ONE')).rejects.toMatchObject({
      type: 'cooldowns_unavailable',
      retryable: true,
    });
  });

  it('the registry asks for a prefix', () => {
    expect(() => createCooldowns({ COOLDOWNS: 'ssm' })).toThrow(/SSM_PREFIX/);
  });
});
