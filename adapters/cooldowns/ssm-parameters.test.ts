import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openParameters } from './ssm-parameters.ts';

it('ends a call that SSM does not answer, as an error that can be tried again', async () => {
  let calls = 0;
  // Takes each request, and never answers.
  const server = createServer(() => {
    calls += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const parameters = openParameters(
    {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 2,
    },
    50,
  );
  try {
    await expect(parameters.list('/suture/silent')).rejects.toMatchObject({
      type: 'cooldowns_unavailable',
      retryable: true,
    });
    expect(calls).toBe(2);
  } finally {
    await parameters.close();
    server.closeAllConnections();
    server.close();
  }
});
