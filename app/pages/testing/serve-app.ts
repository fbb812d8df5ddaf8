import { serve } from '../../serve.ts';
import { type Relay, startRelay } from '../../testing/relay.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../../testing/test-app.ts';

export interface ServedApp extends TestApp {
  /** Base URL, on loopback. */
  url: string;
  /** Stands between browsers and the app. */
  network: Relay;
}

/** The app on a port of its own, as browsers meet it, behind a network that can be cut. */
export async function serveTestApp(options: TestAppOptions = {}): Promise<ServedApp> {
  const test = await createTestApp(options);
  const serving = await serve(test.app.fetch, { host: '127.0.0.1', port: 0 });
  const network = await startRelay(`http://127.0.0.1:${serving.address.port}`, serving.address.port);
  return {
    ...test,
    url: network.url.replace(/\/$/, ''),
    network,
    async close() {
      test.stop();
      await network.close();
      await serving.close(2_000);
      await test.close();
    },
  };
}
