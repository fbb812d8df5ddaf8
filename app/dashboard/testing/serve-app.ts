import { serve } from '../../serve.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../../testing/test-app.ts';

export interface ServedApp extends TestApp {
  /** Base URL, on loopback. */
  url: string;
}

/** The app on a port of its own, as browsers meet it. */
export async function serveTestApp(options: TestAppOptions = {}): Promise<ServedApp> {
  const test = await createTestApp(options);
  const serving = await serve(test.app.fetch, { host: '127.0.0.1', port: 0 });
  return {
    ...test,
    url: `http://127.0.0.1:${serving.address.port}`,
    async close() {
      test.stop();
      await serving.close(2_000);
      await test.close();
    },
  };
}
