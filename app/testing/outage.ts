import { inject } from 'vitest';
import { type Relay, startRelay } from './relay.ts';
import { createTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

export interface TestAppWithOutages extends TestApp {
  /** Stands between the app and PostgreSQL; `store` and `takeOutbox` go around it. */
  postgres: Relay;
}

/** The app with a PostgreSQL that can go away and come back, for this test alone. */
export async function createTestAppWithOutages(options: TestAppOptions = {}): Promise<TestAppWithOutages> {
  const postgres = await startRelay(inject('databaseUrl'), 5432);
  const throughDatabase = (url: string) => {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(postgres.port);
    return through.href;
  };
  const test = await createTestApp({ ...options, throughDatabase });
  return {
    ...test,
    postgres,
    async close() {
      await test.close();
      await postgres.close();
    },
  };
}
