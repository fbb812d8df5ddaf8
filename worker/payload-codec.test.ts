import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createPayloadCodec } from './payload-codec.ts';

const key = () => randomBytes(32).toString('base64');
const secret = { source: 'const password = "hunter2";' };
const payloads = [defaultPayloadConverter.toPayload(secret)];
const read = (list: Awaited<ReturnType<ReturnType<typeof createPayloadCodec>['decode']>>) =>
  list.map((payload) => defaultPayloadConverter.fromPayload(payload));

describe('the payload codec', () => {
  it('hides and gives back', async () => {
    const codec = createPayloadCodec(`one:${key()}`);
    const hidden = await codec.encode(payloads);
    expect(Buffer.from(hidden[0]?.data ?? []).includes('hunter2')).toBe(false);
    expect(read(await codec.decode(hidden))).toEqual([secret]);
  });

  it('reads what an older key wrote, and writes with the first one', async () => {
    const older = `old:${key()}`;
    const written = await createPayloadCodec(older).encode(payloads);
    const codec = createPayloadCodec(`new:${key()},${older}`);
    expect(read(await codec.decode(written))).toEqual([secret]);
    const [now] = await codec.encode(payloads);
    expect(Buffer.from(now?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('new');
  });

  it('passes what was written before it was switched on', async () => {
    expect(read(await createPayloadCodec(`one:${key()}`).decode(payloads))).toEqual([secret]);
  });

  it('names the missing key, and detects a change of a single bit', async () => {
    const codec = createPayloadCodec(`one:${key()}`);
    const [hidden] = await codec.encode(payloads);
    await expect(createPayloadCodec(`two:${key()}`).decode([hidden ?? {}])).rejects.toThrow('the key "one"');
    const data = Buffer.from(hidden?.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(codec.decode([{ ...hidden, data }])).rejects.toThrow();
  });

  it.each(['', 'one', 'one:short', `:${randomBytes(32).toString('base64')}`])(
    'refuses the keys %j',
    (keys) => {
      expect(() => createPayloadCodec(keys)).toThrow('TEMPORAL_CODEC_KEYS cannot be read');
    },
  );
});
